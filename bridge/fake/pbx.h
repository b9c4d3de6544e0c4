/*
 * A simulated PBX as TAPI shows it: lines, the calls on them, the messages that tell of them. All functions need the lock.
 * Parties outside are whatever is called that is no line: they ring until `answer`; those that were made busy are busy.
 */
#ifndef FAKE_PBX_H
#define FAKE_PBX_H

#include "../system.h"
#include "../tapi_abi.h"

enum { NUMBER = 40, MAX_LINES = 1024, MAX_ENDS = 4096, MAX_FORWARDS = 64, MAX_BUSY = 16, MAX_QUEUE = 65536, OUTSIDE = -1 };

enum {
	ORIGIN_OUTBOUND = 0x1,
	ORIGIN_INTERNAL = 0x2,
	ORIGIN_EXTERNAL = 0x4,
	ORIGIN_CONFERENCE = 0x40,
	ORIGIN_INBOUND = 0x80,
	REASON_DIRECT = 0x1,
	REASON_CALLCOMPLETION = 0x80,
	STATUS_CONNECTED = 0x1,
	STATUS_INSERVICE = 0x4,
	MODE_NORMAL = 0x1,
};

/* One end of a call: on a line, or outside (`line` is OUTSIDE). It stays, idle, until its handle is given back. */
typedef struct end {
	bool used, given;
	TapiHandle handle;
	int line;
	char number[NUMBER], other[NUMBER], heard[NUMBER];
	uint32_t state, mode, origin, reason, callid, related, completion, params, privilege;
	struct end *peer, *conference;
} end;

typedef struct {
	uint32_t mode;
	char to[NUMBER], caller[NUMBER];
} forward;

typedef struct {
	bool there, open;
	char number[NUMBER];
	uint32_t dev, permanent, flags;
	TapiHandle handle;
	uint32_t callfeatures, features, transfermodes, capflags;
	forward forwards[MAX_FORWARDS];
	uint32_t forward_count, rings;
} line;

/* What is wrong with the telephony service provider. */
typedef struct {
	char fail[40], late[40];
	int32_t fail_error, late_error;
	uint32_t stuck_ms;
	bool lies, repeats, reverses;
} faults;

extern system_mutex *pbx_mutex;
extern line pbx_lines[MAX_LINES];
extern end pbx_ends[MAX_ENDS];
extern faults pbx_faults;
extern system_event pbx_event;
extern bool pbx_initialised;

void pbx_begin(void); /* once; starts the control socket */
line *pbx_add_line(const char *number);
uint32_t pbx_devices(void);
line *pbx_line(const char *number);
line *pbx_line_of(TapiHandle handle);
line *pbx_device(uint32_t dev);
end *pbx_end(TapiHandle handle);

/* --- messages */
void pbx_message(uint32_t device, uint32_t message, uintptr_t instance, uintptr_t p1, uintptr_t p2, uintptr_t p3);
bool pbx_next_message(TapiMessage *message);
void pbx_turn_over(void); /* what was queued since the last one happened at one moment */
void pbx_flush(void);     /* forget all messages */

/* --- what happens */
end *pbx_new_end(int on_line, const char *number, uint32_t origin, const char *other);
end *pbx_made(line *l, uint32_t params, uint32_t related);
void pbx_enter(end *e, uint32_t state, uint32_t mode);
bool pbx_ring(end *e, const char *number);
void pbx_reach(end *e, const char *number);
void pbx_connect(end *e);
void pbx_drop(end *e);
void pbx_set_busy(const char *number, bool busy);
uint32_t pbx_order_callback(end *e);
void pbx_void_line(line *l); /* its handles are void; its calls go on */
void pbx_remove_line(line *l);
void pbx_reset(void);

/* control.c */
void control_begin(void);

#endif
