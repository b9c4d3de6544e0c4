/* The lines of TAPI (line devices) and the calls whose handles we have. Knows TAPI; says nothing to the server. */
#ifndef DEVICES_H
#define DEVICES_H

#include "tapi_abi.h"

#include <stdbool.h>

typedef struct {
	uint32_t id, version, media;
	TapiHandle line; /* 0: not open */
	int32_t error;   /* why it is not open */
	bool gone;       /* LINE_REMOVE: the id stays dead */
	uint64_t retry_at;
	uint32_t wait_ms;
} device;

typedef struct {
	TapiHandle handle;
	uint32_t device;
	bool fresh; /* TAPI gave it to us by itself (LINE_APPNEWCALL) */
} call;

/* --- lines */

/* All line devices there are; opens each. */
void devices_begin(TapiHandle app, uint32_t count);
void devices_end(void);
/* A device by its id; NULL where it is not known or gone. */
device *device_of(uint32_t id);
device *device_of_line(TapiHandle line);
/* The device at a position, for walking; NULL at the end. Some may be gone. */
device *device_at(uint32_t position);
/* LINE_CREATE: a device that is new. */
device *device_created(TapiHandle app, uint32_t id);
void device_removed(uint32_t id);
/* LINE_CLOSE, or a handle that is void: it is opened again later. */
void device_closed(device *d);
/* Opens a device, and takes note of the calls that are there. */
bool device_open(TapiHandle app, device *d);
/* When a device is to be opened again the next time; UINT64_MAX: never. */
uint64_t devices_due(void);

/* --- calls */

call *call_of(TapiHandle handle);
call *call_at(uint32_t position);
/* Known from now on; NULL without memory. */
call *call_add(TapiHandle handle, uint32_t device, bool fresh);
/* Forgets a call, and gives its handle back to TAPI where that is still valid. */
void call_forget(TapiHandle handle, bool deallocate);

#endif
