/* trends_words: what topics, crews, channels and reasons are called in Portuguese. */
#ifndef CLI_TRENDS_WORDS_H
#define CLI_TRENDS_WORDS_H

/* A topic's, crew's, channel's, reason's, sentiment's name; key itself when it has none. */
const char *trends_word(const char *list, const char *key);

/* What a field that is filtered by is called, NULL when it has no name; *list: where its values are named, or NULL. */
const char *trends_field(const char *field, const char **list);

#endif
