/* What the server asks for: TAPI functions by their names, and the replies that come later. */
#ifndef REQUESTS_H
#define REQUESTS_H

#include "json.h"
#include "tapi_abi.h"
#include "text.h"

#include <stdbool.h>

/* Calls the function of a `do` message. `answer` becomes the `result` message. False: the message cannot be understood. */
bool request_do(const json_node *nodes, int node, text *answer);

/* What a LINE_REPLY says of a request. */
typedef struct {
	uint32_t device;
	TapiHandle made[2]; /* calls that were made by it, 0: none */
} request_outcome;

/* LINE_REPLY: `answer` becomes the `reply` message. False: nobody waits for it. */
bool request_replied(uint32_t request, int32_t result, text *answer, request_outcome *outcome);

/* TAPI is shut down: nobody will reply any more. Calls `each` with a `reply` message for every request. */
void requests_lost(int32_t result, void (*each)(const text *answer));

#endif
