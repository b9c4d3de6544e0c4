/* The log: a file of bounded size, and the console where there is one. */
#ifndef LOG_H
#define LOG_H

#include <stdbool.h>

/* Lines go to `path`; when it has MAX bytes it becomes `path`.old and a new one begins. */
void log_to(const char *path, bool console);
void log_line(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
