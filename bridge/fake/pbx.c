/* See pbx.h. */
#include "pbx.h"

#include <stdlib.h>
#include <string.h>

system_mutex *pbx_mutex;
line pbx_lines[MAX_LINES];
end pbx_ends[MAX_ENDS];
faults pbx_faults;
system_event pbx_event;
bool pbx_initialised;

static TapiHandle next_handle = 0x10000;
static uint32_t next_callid = 1, line_count;
static char busy_numbers[MAX_BUSY][NUMBER];
static struct {
	int line;
	char other[NUMBER];
	uint32_t callid, completion;
} callbacks[MAX_BUSY];

static void copy(char *to, const char *from)
{
	snprintf(to, NUMBER, "%s", from);
}

/* --- lines and ends */

void pbx_begin(void)
{
	const char *numbers = getenv("FAKE_TAPI_LINES");
	char list[4096], *at, *next;

	if (pbx_mutex)
		return;
	pbx_mutex = system_mutex_new();
	pbx_event = system_event_new();
	snprintf(list, sizeof list, "%s", numbers ? numbers : "101,102");
	for (at = list; at && *at; at = next) {
		next = strchr(at, ',');
		if (next)
			*next++ = 0;
		pbx_add_line(at);
	}
	control_begin();
}

static void as_it_began(line *l)
{
	l->flags = STATUS_CONNECTED | STATUS_INSERVICE;
	l->callfeatures = 0x0F070ABF; /* what the functions here can do */
	l->features = 0x2407;
	l->transfermodes = 3;
	l->capflags = 0x20010;
	l->forward_count = l->rings = 0;
}

line *pbx_add_line(const char *number)
{
	line *l = &pbx_lines[line_count];

	if (line_count >= MAX_LINES)
		return NULL;
	memset(l, 0, sizeof *l);
	l->there = true;
	l->dev = line_count;
	l->permanent = 1000 + line_count;
	copy(l->number, number);
	as_it_began(l);
	line_count++;
	return l;
}

uint32_t pbx_devices(void)
{
	return line_count;
}

line *pbx_line(const char *number)
{
	uint32_t i;

	for (i = 0; i < line_count; i++)
		if (pbx_lines[i].there && !strcmp(pbx_lines[i].number, number))
			return &pbx_lines[i];
	return NULL;
}

line *pbx_line_of(TapiHandle handle)
{
	uint32_t i;

	for (i = 0; handle && i < line_count; i++)
		if (pbx_lines[i].there && pbx_lines[i].open && pbx_lines[i].handle == handle)
			return &pbx_lines[i];
	return NULL;
}

line *pbx_device(uint32_t dev)
{
	return dev < line_count && pbx_lines[dev].there ? &pbx_lines[dev] : NULL;
}

end *pbx_end(TapiHandle handle)
{
	int i;

	for (i = 0; handle && i < MAX_ENDS; i++)
		if (pbx_ends[i].used && pbx_ends[i].line != OUTSIDE && pbx_ends[i].handle == handle)
			return &pbx_ends[i];
	return NULL;
}

static end *end_in(int on_line, const char *number, uint32_t state)
{
	int i;

	for (i = 0; i < MAX_ENDS; i++) {
		end *e = &pbx_ends[i];

		if (e->used && e->line == on_line && (on_line != OUTSIDE || !strcmp(e->number, number)) && e->state & state)
			return e;
	}
	return NULL;
}

end *pbx_new_end(int on_line, const char *number, uint32_t origin, const char *other)
{
	int i;

	for (i = 0; i < MAX_ENDS && pbx_ends[i].used; i++)
		;
	if (i == MAX_ENDS)
		abort(); /* a test that makes so many calls is wrong */
	memset(&pbx_ends[i], 0, sizeof pbx_ends[i]);
	pbx_ends[i].used = true;
	pbx_ends[i].line = on_line;
	pbx_ends[i].handle = next_handle++;
	pbx_ends[i].callid = next_callid++;
	pbx_ends[i].origin = origin;
	pbx_ends[i].reason = REASON_DIRECT;
	pbx_ends[i].privilege = PRIVILEGE_MONITOR;
	pbx_ends[i].state = CALLSTATE_IDLE;
	copy(pbx_ends[i].number, number);
	copy(pbx_ends[i].other, other);
	return &pbx_ends[i];
}

/* A call that a program makes: the handle is in its hands, and it is the owner. */
end *pbx_made(line *l, uint32_t params, uint32_t related)
{
	end *e = pbx_new_end((int)l->dev, l->number, ORIGIN_OUTBOUND, "");

	e->given = true;
	e->params = params;
	e->related = related;
	e->privilege = PRIVILEGE_OWNER;
	return e;
}

/* --- what happens */

void pbx_enter(end *e, uint32_t state, uint32_t mode)
{
	line *l = e->line == OUTSIDE ? NULL : &pbx_lines[e->line];

	e->state = state;
	e->mode = mode;
	if (!l || !l->there) {
		if (state == CALLSTATE_IDLE)
			e->used = false;
		return;
	}
	if (!l->open) {
		if (state == CALLSTATE_IDLE)
			e->used = false;
		return;
	}
	if (!e->given) {
		e->given = true;
		pbx_message(l->handle, MESSAGE_APPNEWCALL, l->dev, 0, e->handle, e->privilege);
	}
	pbx_message(e->handle, MESSAGE_CALLSTATE, l->dev, state, mode, 0);
}

static bool is_busy(const char *number)
{
	int i;

	for (i = 0; i < MAX_BUSY; i++)
		if (busy_numbers[i][0] && !strcmp(busy_numbers[i], number))
			return true;
	return false;
}

static bool wants_no_calls(const line *l)
{
	uint32_t i;

	for (i = 0; i < l->forward_count; i++)
		if (l->forwards[i].mode == 1 && !l->forwards[i].to[0])
			return true;
	return false;
}

bool pbx_ring(end *e, const char *number)
{
	line *l = pbx_line(number);
	end *rings;

	if (!l) {
		rings = pbx_new_end(OUTSIDE, number, 0, e->number);
		rings->state = CALLSTATE_OFFERING;
	} else if (wants_no_calls(l)) {
		pbx_enter(e, CALLSTATE_BUSY, 0);
		return false;
	} else {
		uint32_t from = e->line == OUTSIDE ? ORIGIN_EXTERNAL : ORIGIN_INTERNAL;

		rings = pbx_new_end((int)l->dev, l->number, ORIGIN_INBOUND | from, e->number);
		rings->callid = e->callid;
	}
	rings->peer = e;
	e->peer = rings;
	if (l)
		pbx_enter(rings, CALLSTATE_OFFERING, 0);
	return true;
}

void pbx_reach(end *e, const char *number)
{
	copy(e->other, number);
	pbx_enter(e, CALLSTATE_DIALING, 0);
	if (is_busy(number))
		pbx_enter(e, CALLSTATE_BUSY, 0);
	else if (pbx_ring(e, number))
		pbx_enter(e, CALLSTATE_RINGBACK, 0);
}

void pbx_connect(end *e)
{
	pbx_enter(e, CALLSTATE_CONNECTED, 0);
	if (e->peer)
		pbx_enter(e->peer, CALLSTATE_CONNECTED, 0);
}

static int members_of(const end *conference, end **last)
{
	int i, count = 0;

	for (i = 0; i < MAX_ENDS; i++) {
		if (pbx_ends[i].used && pbx_ends[i].conference == conference && pbx_ends[i].state != CALLSTATE_IDLE) {
			*last = &pbx_ends[i];
			count++;
		}
	}
	return count;
}

/* A conference with fewer than two members is over. */
static void shrink(end *conference)
{
	end *last = NULL;

	if (!conference || conference->state == CALLSTATE_IDLE || members_of(conference, &last) > 1)
		return;
	pbx_enter(conference, CALLSTATE_IDLE, 0);
	if (last) {
		last->conference = NULL;
		pbx_enter(last, CALLSTATE_CONNECTED, 0);
	}
}

/* The other side of this end has gone. */
static void leave(end *e)
{
	end *conference = e->conference;

	e->conference = NULL;
	if (e->line != OUTSIDE)
		pbx_enter(e, CALLSTATE_DISCONNECTED, MODE_NORMAL);
	pbx_enter(e, CALLSTATE_IDLE, 0);
	shrink(conference);
}

void pbx_drop(end *e)
{
	end *conference = e->conference, *peer = e->peer, *member;

	if (e->state == CALLSTATE_IDLE && e->line != OUTSIDE)
		return;
	e->conference = e->peer = NULL;
	pbx_enter(e, CALLSTATE_IDLE, 0);
	while (members_of(e, &member)) {
		member->conference = NULL;
		pbx_drop(member);
	}
	shrink(conference);
	if (peer) {
		peer->peer = NULL;
		leave(peer);
	}
}

void pbx_set_busy(const char *number, bool busy)
{
	int i;

	for (i = 0; i < MAX_BUSY; i++)
		if (!strcmp(busy_numbers[i], number))
			busy_numbers[i][0] = 0;
	for (i = 0; busy && i < MAX_BUSY; i++) {
		if (!busy_numbers[i][0]) {
			copy(busy_numbers[i], number);
			return;
		}
	}
	for (i = 0; i < MAX_BUSY; i++) {
		end *e;

		if (!callbacks[i].completion || strcmp(callbacks[i].other, number) != 0)
			continue;
		e = pbx_new_end(callbacks[i].line, pbx_lines[callbacks[i].line].number, ORIGIN_INBOUND | ORIGIN_EXTERNAL, number);
		e->reason = REASON_CALLCOMPLETION;
		e->completion = callbacks[i].completion;
		e->callid = callbacks[i].callid;
		callbacks[i].completion = 0;
		pbx_enter(e, CALLSTATE_OFFERING, 0);
	}
}

uint32_t pbx_order_callback(end *e)
{
	int i;

	for (i = 0; i < MAX_BUSY; i++) {
		if (!callbacks[i].completion) {
			callbacks[i].line = e->line;
			copy(callbacks[i].other, e->other);
			callbacks[i].callid = e->callid;
			callbacks[i].completion = next_callid++;
			return callbacks[i].completion;
		}
	}
	return 0;
}

void pbx_void_line(line *l)
{
	int i;

	l->open = false;
	for (i = 0; i < MAX_ENDS; i++) {
		end *e = &pbx_ends[i];

		if (!e->used || e->line != (int)l->dev)
			continue;
		if (e->state == CALLSTATE_IDLE)
			e->used = false;
		e->handle = next_handle++;
		e->given = false;
		e->privilege = PRIVILEGE_MONITOR;
	}
}

void pbx_remove_line(line *l)
{
	end *e;

	while ((e = end_in((int)l->dev, "", ~(uint32_t)CALLSTATE_IDLE)))
		pbx_drop(e);
	pbx_void_line(l);
	l->there = false;
}

void pbx_reset(void)
{
	uint32_t i;
	end *e;

	memset(&pbx_faults, 0, sizeof pbx_faults);
	memset(busy_numbers, 0, sizeof busy_numbers);
	memset(callbacks, 0, sizeof callbacks);
	for (i = 0; i < line_count; i++) {
		while (pbx_lines[i].there && (e = end_in((int)i, "", ~(uint32_t)CALLSTATE_IDLE)))
			pbx_drop(e);
		as_it_began(&pbx_lines[i]);
		if (pbx_lines[i].there && pbx_lines[i].open)
			pbx_message(pbx_lines[i].handle, MESSAGE_LINEDEVSTATE, i, DEVSTATE_CAPSCHANGE, 0, 0);
	}
	for (i = 0; i < MAX_ENDS; i++)
		if (pbx_ends[i].used && pbx_ends[i].line == OUTSIDE)
			pbx_ends[i].used = false;
}
