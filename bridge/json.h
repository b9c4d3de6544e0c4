/*
 * A reader of JSON texts from the server. It changes nothing and allocates nothing: the text becomes a list of nodes that point into
 * it. Depth, number of nodes and length are limited. What is not JSON (RFC 8259) is refused as a whole.
 */
#ifndef JSON_H
#define JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { JSON_DEPTH = 16 };

typedef enum { JSON_NULL, JSON_FALSE, JSON_TRUE, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT } json_kind;

typedef struct {
	json_kind kind;
	const char *start; /* a string's first byte after the quote, a number's first digit */
	size_t size;       /* bytes between the quotes, of the number */
	int next;          /* the node after this one and all in it */
	int count;         /* elements of an array; names and values of an object */
} json_node;

/* The number of nodes, or -1. Node 0 is the whole. */
int json_read(const char *text, size_t size, json_node *nodes, int room);

/* The value of a member of the object at `node`, or -1. */
int json_member(const json_node *nodes, int node, const char *name);
/* Whether a string is this text; escapes are compared as they are written. */
bool json_is(const json_node *node, const char *text);
/* A whole number from 0 to 2^32-1. */
bool json_u32(const json_node *node, uint32_t *value);
/* A string without its escapes, with a terminating zero; false where it does not fit, or has a zero inside. */
bool json_string(const json_node *node, char *text, size_t room);

#endif
