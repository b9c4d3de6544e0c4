/* A text that grows, up to a limit, and JSON written into it. Whatever does not fit marks the text as broken, once. */
#ifndef TEXT_H
#define TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
	char *data;
	size_t size, room, limit;
	bool broken;
} text;

void text_begin(text *t, size_t limit);
void text_end(text *t);
void text_clear(text *t);
void text_add(text *t, const char *data, size_t size);
void text_format(text *t, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* `"name":` with a comma where one is needed, then the value. Of a string at most MAX_STRING bytes are written. */
enum { MAX_STRING = 200 };
void text_number(text *t, const char *name, uint64_t value);
void text_signed(text *t, const char *name, int64_t value);
void text_string(text *t, const char *name, const char *value);
void text_utf16(text *t, const char *name, const uint8_t *value, size_t bytes);
void text_open(text *t, const char *name, char bracket);
void text_close(text *t, char bracket);

/* UTF-8 to UTF-16 with a terminating zero; the number of units without it, or -1 where it does not fit or is no UTF-8. */
int utf16_of(const char *utf8, uint16_t *units, size_t room);

#endif
