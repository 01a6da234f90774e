/* profile_args: an update of a profile as words of a command line. */
#ifndef CLI_PROFILE_ARGS_H
#define CLI_PROFILE_ARGS_H

#include "base/err.h"
#include "record/val.h"

/*
 * The data of a profile_change (the caller's) from n words MEMBER=VALUE: name=Ana, phone=…, email=…,
 * contact_info.instagram=@ana, preferences.vegano=true (a value that is JSON is taken as such), address.street=…: all
 * of address are one address. An empty value takes the member out. VAL_NONE with e (ERR_USAGE).
 */
val profile_args(int n, char *const word[], struct err *e);

#endif
