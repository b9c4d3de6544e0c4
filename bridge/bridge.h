/* The bridge itself: one thread that listens to TAPI, does what the server asks, and tells what happens. */
#ifndef BRIDGE_H
#define BRIDGE_H

#include "config.h"

#include <stdbool.h>

/* Runs until `bridge_stop`. False: it could not begin. */
bool bridge_run(const config *c);
/* Of any thread. */
void bridge_stop(void);

#endif
