/* The list of forwards that the server wants, as lineForward takes it. */
#ifndef FORWARD_LIST_H
#define FORWARD_LIST_H

#include "json.h"
#include "tapi_abi.h"

enum {
	FORWARD_TEXT = 256, /* room for one text */
	FORWARD_ENTRIES = 64,
	FORWARD_LIST_BYTES = sizeof(TapiForwardList) + FORWARD_ENTRIES * (2 * 2 * FORWARD_TEXT + sizeof(TapiForward)),
};

/* Fills a TapiForwardList of FORWARD_LIST_BYTES from an array of {mode, to, caller}; node -1 is an empty one. 0, or a TAPI error. */
int32_t forward_list_of(const json_node *nodes, int node, unsigned char *list);

#endif
