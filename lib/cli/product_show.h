/* product_show: products found, as a table for people. */
#ifndef CLI_PRODUCT_SHOW_H
#define CLI_PRODUCT_SHOW_H

#include <stdio.h>

#include "record/val.h"

/*
 * The products of found (as of product_search; borrowed) to f, then the explain of each that has one, then the filters
 * where they are given and some product has an explain. Prints nothing when there are none. 0, or -1 on a write error.
 */
int product_show(val found, FILE *f);

#endif
