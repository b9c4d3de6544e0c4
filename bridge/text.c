/* See text.h. */
#include "text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void text_begin(text *t, size_t limit)
{
	memset(t, 0, sizeof *t);
	t->limit = limit;
}

void text_end(text *t)
{
	free(t->data);
	memset(t, 0, sizeof *t);
}

void text_clear(text *t)
{
	t->size = 0;
	t->broken = false;
}

static bool make_room(text *t, size_t more)
{
	size_t room = t->room ? t->room : 1024;
	char *data;

	if (t->broken || more > t->limit - t->size) {
		t->broken = true;
		return false;
	}
	while (room < t->size + more)
		room *= 2;
	if (room == t->room)
		return true;
	data = realloc(t->data, room);
	if (!data) {
		t->broken = true;
		return false;
	}
	t->data = data;
	t->room = room;
	return true;
}

void text_add(text *t, const char *data, size_t size)
{
	if (size && make_room(t, size)) {
		memcpy(t->data + t->size, data, size);
		t->size += size;
	}
}

void text_format(text *t, const char *format, ...)
{
	char piece[512];
	va_list arguments;
	int size;

	va_start(arguments, format);
	size = vsnprintf(piece, sizeof piece, format, arguments);
	va_end(arguments);
	if (size < 0 || (size_t)size >= sizeof piece)
		t->broken = true;
	else
		text_add(t, piece, (size_t)size);
}

static void name_of(text *t, const char *name)
{
	char last = t->size ? t->data[t->size - 1] : '{';

	if (last != '{' && last != '[' && last != '\n')
		text_add(t, ",", 1);
	if (name)
		text_format(t, "\"%s\":", name);
}

void text_number(text *t, const char *name, uint64_t value)
{
	name_of(t, name);
	text_format(t, "%llu", (unsigned long long)value);
}

void text_signed(text *t, const char *name, int64_t value)
{
	name_of(t, name);
	text_format(t, "%lld", (long long)value);
}

static void character(text *t, const char *bytes, size_t count)
{
	unsigned char first = (unsigned char)bytes[0];

	if (first == '"' || first == '\\')
		text_format(t, "\\%c", first);
	else if (first < 0x20)
		text_format(t, "\\u%04x", first);
	else
		text_add(t, bytes, count);
}

/* How many bytes a UTF-8 character has that begins here; 0 where it is none. */
static size_t length_of(const char *utf8)
{
	unsigned char first = (unsigned char)utf8[0];
	size_t i, count = first < 0x80 ? 1 : first >= 0xC2 && first < 0xE0 ? 2 : (first & 0xF0) == 0xE0 ? 3 : (first & 0xF8) == 0xF0 ? 4 : 0;

	for (i = 1; i < count; i++)
		if (((unsigned char)utf8[i] & 0xC0) != 0x80)
			return 0;
	return count;
}

void text_string(text *t, const char *name, const char *value)
{
	size_t done = 0;

	name_of(t, name);
	text_add(t, "\"", 1);
	while (*value) {
		size_t count = length_of(value);

		if (done + (count ? count : 1) > MAX_STRING)
			break;
		if (count)
			character(t, value, count);
		else
			text_add(t, "?", 1);
		done += count ? count : 1;
		value += count ? count : 1;
	}
	text_add(t, "\"", 1);
}

static size_t utf8_of(uint32_t point, char *bytes)
{
	if (point < 0x80) {
		bytes[0] = (char)point;
		return 1;
	}
	if (point < 0x800) {
		bytes[0] = (char)(0xC0 | point >> 6);
		bytes[1] = (char)(0x80 | (point & 0x3F));
		return 2;
	}
	if (point < 0x10000) {
		bytes[0] = (char)(0xE0 | point >> 12);
		bytes[1] = (char)(0x80 | (point >> 6 & 0x3F));
		bytes[2] = (char)(0x80 | (point & 0x3F));
		return 3;
	}
	bytes[0] = (char)(0xF0 | point >> 18);
	bytes[1] = (char)(0x80 | (point >> 12 & 0x3F));
	bytes[2] = (char)(0x80 | (point >> 6 & 0x3F));
	bytes[3] = (char)(0x80 | (point & 0x3F));
	return 4;
}

void text_utf16(text *t, const char *name, const uint8_t *value, size_t bytes)
{
	char utf8[MAX_STRING + 4];
	size_t i, done = 0;

	for (i = 0; i + 1 < bytes && done < MAX_STRING - 4; i += 2) {
		uint32_t point = (uint32_t)(value[i] | value[i + 1] << 8);

		if (!point)
			break;
		if (point >= 0xD800 && point < 0xDC00 && i + 3 < bytes) {
			uint32_t low = (uint32_t)(value[i + 2] | value[i + 3] << 8);

			if (low >= 0xDC00 && low < 0xE000) {
				point = 0x10000 + ((point - 0xD800) << 10) + (low - 0xDC00);
				i += 2;
			}
		}
		if (point >= 0xD800 && point < 0xE000)
			point = '?';
		done += utf8_of(point, utf8 + done);
	}
	utf8[done] = 0;
	text_string(t, name, utf8);
}

void text_open(text *t, const char *name, char bracket)
{
	name_of(t, name);
	text_add(t, &bracket, 1);
}

void text_close(text *t, char bracket)
{
	text_add(t, &bracket, 1);
}

int utf16_of(const char *utf8, uint16_t *units, size_t room)
{
	size_t done = 0;

	while (*utf8) {
		size_t count = length_of(utf8), i;
		uint32_t point;

		if (!count || done + 2 >= room)
			return -1;
		point = (unsigned char)utf8[0] & (count == 1 ? 0x7Fu : 0xFFu >> (count + 1));
		for (i = 1; i < count; i++)
			point = point << 6 | ((unsigned char)utf8[i] & 0x3F);
		if (point >= 0x10000) {
			units[done++] = (uint16_t)(0xD800 + ((point - 0x10000) >> 10 & 0x3FF));
			units[done++] = (uint16_t)(0xDC00 + (point & 0x3FF));
		} else {
			units[done++] = (uint16_t)point;
		}
		utf8 += count;
	}
	if (!room)
		return -1;
	units[done] = 0;
	return (int)done;
}
