/* See devices.h. */
#include "devices.h"
#include "log.h"
#include "structure.h"

#include <stdlib.h>
#include <string.h>

enum {
	MAX_DEVICES = 20000,
	MAX_CALLS = 100000,
	FIRST_WAIT_MS = 500,
	LONGEST_WAIT_MS = 30000,
	STATES = DEVSTATE_CONNECTED | DEVSTATE_DISCONNECTED | DEVSTATE_INSERVICE | DEVSTATE_OUTOFSERVICE | DEVSTATE_MAINTENANCE |
		 DEVSTATE_REINIT | DEVSTATE_CAPSCHANGE | DEVSTATE_REMOVED,
	ADDRESS_STATES = ADDRESSSTATE_FORWARD | ADDRESSSTATE_CAPSCHANGE,
};

static device *devices;
static uint32_t device_count, device_room;
static call *calls;
static uint32_t call_count, call_room;

/* --- calls */

call *call_of(TapiHandle handle)
{
	uint32_t i;

	for (i = 0; i < call_count; i++)
		if (calls[i].handle == handle)
			return &calls[i];
	return NULL;
}

call *call_at(uint32_t position)
{
	return position < call_count ? &calls[position] : NULL;
}

call *call_add(TapiHandle handle, uint32_t id, bool fresh)
{
	call *known = call_of(handle);

	if (known || !handle)
		return known;
	if (call_count == call_room) {
		uint32_t room = call_room ? call_room * 2 : 64;
		call *more = room <= MAX_CALLS ? realloc(calls, room * sizeof *calls) : NULL;

		if (!more)
			return NULL;
		calls = more;
		call_room = room;
	}
	calls[call_count] = (call){.handle = handle, .device = id, .fresh = fresh};
	return &calls[call_count++];
}

void call_forget(TapiHandle handle, bool deallocate)
{
	call *known = call_of(handle);

	if (!known)
		return;
	memmove(known, known + 1, (size_t)(calls + call_count - known - 1) * sizeof *calls);
	call_count--;
	if (deallocate)
		TAPI(lineDeallocateCall(handle));
}

static void forget_calls_of(uint32_t id)
{
	uint32_t i = 0;

	while (i < call_count) {
		if (calls[i].device == id)
			call_forget(calls[i].handle, false);
		else
			i++;
	}
}

/* --- lines */

device *device_of(uint32_t id)
{
	uint32_t i;

	if (id < device_count && devices[id].id == id && !devices[id].gone)
		return &devices[id];
	for (i = 0; i < device_count; i++)
		if (devices[i].id == id && !devices[i].gone)
			return &devices[i];
	return NULL;
}

device *device_of_line(TapiHandle line)
{
	uint32_t i;

	for (i = 0; line && i < device_count; i++)
		if (devices[i].line == line)
			return &devices[i];
	return NULL;
}

device *device_at(uint32_t position)
{
	return position < device_count ? &devices[position] : NULL;
}

static int32_t fetch_caps(void *structure, const structure_place *place)
{
	return lineGetDevCapsW(place->handle, place->device, place->version, 0, structure);
}

static int32_t fetch_new_calls(void *structure, const structure_place *place)
{
	return lineGetNewCalls(place->handle, 0, CALLSELECT_LINE, structure);
}

static void take_calls(device *d)
{
	structure_place place = {.handle = d->line};
	int32_t error;
	TapiCallList *list = structure_fetch(fetch_new_calls, &place, sizeof *list, &error);
	uint32_t i;

	if (!list)
		return;
	for (i = 0; i < list->dwCallsNumEntries; i++) {
		uint32_t offset = list->dwCallsOffset + i * (uint32_t)sizeof(TapiHandle);
		TapiHandle handle;

		if (offset < list->dwCallsOffset || !structure_has(list, offset, sizeof handle))
			break;
		memcpy(&handle, (char *)list + offset, sizeof handle);
		call_add(handle, d->id, false);
	}
	free(list);
}

static int32_t open_line(TapiHandle app, device *d)
{
	structure_place place = {.handle = app, .device = d->id};
	TapiExtensionId extension;
	TapiDevCaps *caps;
	int32_t error = TAPI(lineNegotiateAPIVersion(app, d->id, TAPI_VERSION_LOW, TAPI_VERSION_HIGH, &d->version, &extension));

	if (error < 0)
		return error;
	place.version = d->version;
	caps = structure_fetch(fetch_caps, &place, sizeof *caps, &error);
	if (!caps)
		return error;
	d->media = caps->dwMediaModes;
	free(caps);
	error = TAPI(lineOpenW(app, d->id, &d->line, d->version, 0, d->id, PRIVILEGE_MONITOR, d->media, NULL));
	if (error < 0) {
		d->line = 0;
		return error;
	}
	if (TAPI(lineSetStatusMessages(d->line, STATES, ADDRESS_STATES)) < 0) /* some refuse what they do not know */
		TAPI(lineSetStatusMessages(d->line, DEVSTATE_INSERVICE | DEVSTATE_OUTOFSERVICE, ADDRESSSTATE_FORWARD));
	take_calls(d);
	return 0;
}

bool device_open(TapiHandle app, device *d)
{
	d->error = open_line(app, d);
	if (d->error == 0) {
		d->wait_ms = 0;
		return true;
	}
	d->wait_ms = d->wait_ms ? d->wait_ms * 2 : FIRST_WAIT_MS;
	if (d->wait_ms > LONGEST_WAIT_MS)
		d->wait_ms = LONGEST_WAIT_MS;
	d->retry_at = system_now_ms() + d->wait_ms;
	log_line("line device %u cannot be opened (0x%08X); next attempt in %u ms", d->id, (unsigned)d->error, d->wait_ms);
	return false;
}

static device *add_device(uint32_t id)
{
	if (device_count == device_room) {
		uint32_t room = device_room ? device_room * 2 : 64;
		device *more = room <= MAX_DEVICES ? realloc(devices, room * sizeof *devices) : NULL;

		if (!more)
			return NULL;
		devices = more;
		device_room = room;
	}
	devices[device_count] = (device){.id = id};
	return &devices[device_count++];
}

void devices_begin(TapiHandle app, uint32_t count)
{
	uint32_t i;

	for (i = 0; i < count; i++)
		device_created(app, i);
}

void devices_end(void)
{
	device_count = call_count = 0;
}

device *device_created(TapiHandle app, uint32_t id)
{
	device *d = device_of(id);

	if (!d)
		d = add_device(id);
	if (d && !d->line)
		device_open(app, d);
	return d;
}

void device_removed(uint32_t id)
{
	device *d = device_of(id);

	if (!d)
		return;
	forget_calls_of(id);
	d->line = 0;
	d->gone = true;
}

void device_closed(device *d)
{
	forget_calls_of(d->id);
	d->line = 0;
	d->wait_ms = FIRST_WAIT_MS;
	d->retry_at = system_now_ms() + FIRST_WAIT_MS;
}

uint64_t devices_due(void)
{
	uint64_t due = UINT64_MAX;
	uint32_t i;

	for (i = 0; i < device_count; i++)
		if (!devices[i].gone && !devices[i].line && devices[i].retry_at < due)
			due = devices[i].retry_at;
	return due;
}
