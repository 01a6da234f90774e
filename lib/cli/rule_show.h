/* rule_show: answers and findings of rules, on standard output for a person at a terminal. */
#ifndef CLI_RULE_SHOW_H
#define CLI_RULE_SHOW_H

#include "record/val.h"

void rule_show_answer(val v);  /* an answer of rule_ask, with "explain" where it was asked for */
void rule_show_finding(val v); /* one of rule_lint */

#endif
