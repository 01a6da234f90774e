/*
 * log: people's words, on stderr only. A line is "tool: text"; with CWAI_LOG=json it is one JSON object.
 * Never pass a secret, a message's text or a person's data.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

enum log_level { LOG_ERROR, LOG_WARN, LOG_INFO, LOG_DEBUG };

/* Names the tool (borrowed, kept for the life of the process) and the highest level shown; LOG_WARN until called. */
void log_open(const char *tool, enum log_level max);
const char *log_tool(void); /* "cwai" until log_open */

void log_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_warn(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_info(const char *fmt, ...) __attribute__((format(printf, 1, 2)));  /* -v */
void log_debug(const char *fmt, ...) __attribute__((format(printf, 1, 2))); /* -vv */

/* Says what on stderr and exits with kind as status. */
struct err;
_Noreturn void log_die(const struct err *e);

/*
 * A progress line on stderr when it is a terminal, redrawn in place; total 0 when unknown. log_progress_end clears
 * it.
 */
void log_progress(const char *what, unsigned long done, unsigned long total);
void log_progress_end(void);

#endif
