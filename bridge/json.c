/* See json.h. */
#include "json.h"

#include <string.h>

typedef struct {
	const char *at, *end;
	json_node *nodes;
	int room, used;
} reader;

static bool value(reader *r, int depth);

static void space(reader *r)
{
	while (r->at < r->end && (*r->at == ' ' || *r->at == '\t' || *r->at == '\n' || *r->at == '\r'))
		r->at++;
}

static bool take(reader *r, char wanted)
{
	space(r);
	if (r->at >= r->end || *r->at != wanted)
		return false;
	r->at++;
	return true;
}

static int add(reader *r, json_kind kind)
{
	if (r->used >= r->room)
		return -1;
	r->nodes[r->used].kind = kind;
	r->nodes[r->used].start = r->at;
	r->nodes[r->used].size = 0;
	r->nodes[r->used].count = 0;
	r->nodes[r->used].next = r->used + 1;
	return r->used++;
}

static bool word(reader *r, json_kind kind, const char *text)
{
	size_t size = strlen(text);

	if ((size_t)(r->end - r->at) < size || memcmp(r->at, text, size) != 0 || add(r, kind) < 0)
		return false;
	r->at += size;
	return true;
}

static bool digits(reader *r)
{
	const char *first = r->at;

	while (r->at < r->end && *r->at >= '0' && *r->at <= '9')
		r->at++;
	return r->at > first;
}

static bool number(reader *r)
{
	int node = add(r, JSON_NUMBER);

	if (node < 0)
		return false;
	if (r->at < r->end && *r->at == '-')
		r->at++;
	if (r->at < r->end && *r->at == '0')
		r->at++;
	else if (!digits(r))
		return false;
	if (r->at < r->end && *r->at == '.') {
		r->at++;
		if (!digits(r))
			return false;
	}
	if (r->at < r->end && (*r->at == 'e' || *r->at == 'E')) {
		r->at++;
		if (r->at < r->end && (*r->at == '+' || *r->at == '-'))
			r->at++;
		if (!digits(r))
			return false;
	}
	r->nodes[node].size = (size_t)(r->at - r->nodes[node].start);
	return true;
}

static int hex(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Four hexadecimal digits, or -1. */
static int32_t quad(const char *at, const char *end)
{
	int32_t found = 0;
	int i;

	if (end - at < 4)
		return -1;
	for (i = 0; i < 4; i++) {
		if (hex(at[i]) < 0)
			return -1;
		found = found << 4 | hex(at[i]);
	}
	return found;
}

static bool escape(reader *r)
{
	if (r->at >= r->end)
		return false;
	if (*r->at == 'u') {
		if (quad(r->at + 1, r->end) < 0)
			return false;
		r->at += 5;
		return true;
	}
	return strchr("\"\\/bfnrt", *r->at++) != NULL && r->at[-1];
}

static bool string(reader *r)
{
	int node;

	if (!take(r, '"'))
		return false;
	node = add(r, JSON_STRING);
	if (node < 0)
		return false;
	while (r->at < r->end && *r->at != '"') {
		if ((unsigned char)*r->at < 0x20)
			return false;
		if (*r->at++ == '\\' && !escape(r))
			return false;
	}
	if (r->at >= r->end)
		return false;
	r->nodes[node].size = (size_t)(r->at - r->nodes[node].start);
	r->at++;
	return true;
}

static bool members(reader *r, int depth, bool named, char end)
{
	int node = add(r, named ? JSON_OBJECT : JSON_ARRAY);

	if (node < 0 || depth >= JSON_DEPTH)
		return false;
	r->at++;
	if (!take(r, end)) {
		do {
			if (named && (!string(r) || !take(r, ':')))
				return false;
			if (!value(r, depth + 1))
				return false;
			r->nodes[node].count += named ? 2 : 1;
		} while (take(r, ','));
		if (!take(r, end))
			return false;
	}
	r->nodes[node].next = r->used;
	return true;
}

static bool value(reader *r, int depth)
{
	space(r);
	if (r->at >= r->end)
		return false;
	switch (*r->at) {
	case '{':
		return members(r, depth, true, '}');
	case '[':
		return members(r, depth, false, ']');
	case '"':
		return string(r);
	case 't':
		return word(r, JSON_TRUE, "true");
	case 'f':
		return word(r, JSON_FALSE, "false");
	case 'n':
		return word(r, JSON_NULL, "null");
	default:
		return number(r);
	}
}

int json_read(const char *text, size_t size, json_node *nodes, int room)
{
	reader r = {text, text + size, nodes, room, 0};

	if (!value(&r, 0))
		return -1;
	space(&r);
	return r.at == r.end ? r.used : -1;
}

int json_member(const json_node *nodes, int node, const char *name)
{
	int i, at = node + 1;

	if (node < 0 || nodes[node].kind != JSON_OBJECT)
		return -1;
	for (i = 0; i < nodes[node].count; i += 2) {
		int found = nodes[at].next;

		if (json_is(&nodes[at], name))
			return found;
		at = nodes[found].next;
	}
	return -1;
}

bool json_is(const json_node *node, const char *text)
{
	return node->kind == JSON_STRING && node->size == strlen(text) && memcmp(node->start, text, node->size) == 0;
}

bool json_u32(const json_node *node, uint32_t *value)
{
	uint64_t found = 0;
	size_t i;

	if (node->kind != JSON_NUMBER || node->size > 10)
		return false;
	for (i = 0; i < node->size; i++) {
		if (node->start[i] < '0' || node->start[i] > '9')
			return false;
		found = found * 10 + (uint64_t)(node->start[i] - '0');
	}
	*value = (uint32_t)found;
	return found <= UINT32_MAX;
}

/* One character out of an escape: its code point, and the text after it. */
static uint32_t unescape(const char **at, const char *end)
{
	static const char from[] = "bfnrt", to[] = "\b\f\n\r\t";
	const char *known;
	uint32_t point;

	if (**at != 'u') {
		char c = *(*at)++;

		known = strchr(from, c);
		return (uint32_t)(unsigned char)(known ? to[known - from] : c);
	}
	point = (uint32_t)quad(*at + 1, end);
	*at += 5;
	if (point >= 0xD800 && point < 0xDC00 && end - *at >= 6 && (*at)[0] == '\\' && (*at)[1] == 'u') {
		uint32_t low = (uint32_t)quad(*at + 2, end);

		if (low >= 0xDC00 && low < 0xE000) {
			*at += 6;
			return 0x10000 + ((point - 0xD800) << 10) + (low - 0xDC00);
		}
	}
	return point >= 0xD800 && point < 0xE000 ? 0xFFFD : point;
}

static size_t put(uint32_t point, char *bytes)
{
	size_t i, more = point < 0x80 ? 0 : point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
	static const unsigned char lead[] = {0x00, 0xC0, 0xE0, 0xF0};

	for (i = more; i > 0; i--) {
		bytes[i] = (char)(0x80 | (point & 0x3F));
		point >>= 6;
	}
	bytes[0] = (char)(lead[more] | point);
	return more + 1;
}

bool json_string(const json_node *node, char *text, size_t room)
{
	const char *at = node->start, *end = node->start + node->size;
	size_t done = 0;

	if (node->kind != JSON_STRING || !room)
		return false;
	while (at < end) {
		uint32_t point;

		if (done + 5 > room)
			return false;
		if (*at != '\\') {
			text[done++] = *at++;
			continue;
		}
		at++;
		point = unescape(&at, end);
		if (!point)
			return false;
		done += put(point, text + done);
	}
	text[done] = 0;
	return true;
}
