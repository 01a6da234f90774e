/* person: what a person is called, of the name that a channel or a shop has: that may be anything somebody typed. */
#ifndef TEXT_PERSON_H
#define TEXT_PERSON_H

/*
 * The name to greet with: the first word of letters of a full name (UTF-8), without titles ("Dra. Ana" is "Ana")
 * and decoration ("~*Lú*~" is "Lú"), with one capital when it is all of capitals or has none. New memory. NULL when
 * none is left: a phone, an address, pictures, a shop ("Loja da Ana", "Flores Ltda").
 */
char *person_first(const char *name);

/* The whole name on one line: no control or formatting characters, single spaces. New memory; NULL when it is empty. */
char *person_line(const char *name);

#endif
