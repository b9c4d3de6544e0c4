/* What TAPI says of lines and calls, as messages for the server: raw numbers, nothing interpreted. */
#ifndef DESCRIBE_H
#define DESCRIBE_H

#include "devices.h"
#include "text.h"

/* A `line` message. */
void describe_line(text *t, TapiHandle app, const device *d);
/* A `call` message; `said` and `mode` are what a message named (0: none). Gives the call's state, 0 where its handle is void. */
uint32_t describe_call(text *t, const call *c, uint32_t said, uint32_t mode);

#endif
