/*
 * See requests.h. Members of a `do` message by function (all numbers are TAPI's):
 *
 *   lineMakeCall           dev, address, to, flags (LINECALLPARAMFLAGS)      makes a call
 *   linePickup             dev, address, to                                  makes a call
 *   lineSetupTransfer      call, flags                                       makes a call
 *   lineSetupConference    call, dev                                         makes two: the conference, and one for a party
 *   lineCompleteTransfer   call, other (the consultation call), mode         mode 2 makes a call: the conference
 *   lineDial, lineRedirect, lineBlindTransfer                                call, to
 *   lineAnswer, lineDrop, lineHold, lineUnhold, lineRemoveFromConference     call
 *   lineSwapHold           call (active), other (held)
 *   lineAddToConference    call (the conference), other
 *   lineSetCallPrivilege   call, mode
 *   lineGenerateDigits     call, mode, to (digits), flags (milliseconds)
 *   lineCompleteCall       call, mode; gives the completion id
 *   lineForward            dev, address, forwards, rings
 *   lineDevSpecific        dev, address, call, data (hexadecimal)
 */
#include "requests.h"
#include "devices.h"
#include "forward_list.h"
#include "structure.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_TO = FORWARD_TEXT, MAX_DATA = 4096, MAX_PENDING = 1024 };

/* A function that was called. TAPI writes to `call` and `value` until it replies, and may read `data` as long. */
typedef struct pending {
	struct pending *next;
	int32_t request;
	uint32_t id, device, data_size;
	TapiHandle call, value;
	bool value_is_call;
	unsigned char data[];
} pending;

typedef struct {
	const json_node *nodes;
	int node;
	uint32_t dev, address, call, other, mode, flags, rings;
	TapiHandle line;
	TapiChar to[MAX_TO];
	pending *p;
} request;

static pending *waiting;
static uint32_t waiting_count;

/* --- the functions */

static void fill_params(TapiCallParams *params, const request *r)
{
	const device *d = device_of(r->dev);
	uint32_t media = d ? d->media : MEDIAMODE_INTERACTIVEVOICE;

	memset(params, 0, sizeof *params);
	params->dwTotalSize = sizeof *params;
	params->dwBearerMode = BEARERMODE_VOICE;
	params->dwMediaMode = media & MEDIAMODE_INTERACTIVEVOICE || !media ? MEDIAMODE_INTERACTIVEVOICE : media & (~media + 1);
	params->dwCallParamFlags = r->flags;
	params->dwAddressMode = ADDRESSMODE_ADDRESSID;
	params->dwAddressID = r->address;
}

static int32_t make_call(request *r)
{
	TapiCallParams params;

	fill_params(&params, r);
	return TAPI(lineMakeCallW(r->line, &r->p->call, r->to, 0, &params));
}

static int32_t setup_transfer(request *r)
{
	TapiCallParams params;

	fill_params(&params, r);
	return TAPI(lineSetupTransferW(r->call, &r->p->call, r->flags ? &params : NULL));
}

static int32_t setup_conference(request *r)
{
	r->p->value_is_call = true;
	return TAPI(lineSetupConferenceW(r->call, r->line, &r->p->call, &r->p->value, 3, NULL));
}

static int32_t pickup(request *r)
{
	return TAPI(linePickupW(r->line, r->address, &r->p->call, r->to[0] ? r->to : NULL, NULL));
}

static int32_t complete_transfer(request *r)
{
	return TAPI(lineCompleteTransfer(r->call, r->other, &r->p->call, r->mode));
}

static int32_t dial(request *r)
{
	return TAPI(lineDialW(r->call, r->to, 0));
}

static int32_t redirect(request *r)
{
	return TAPI(lineRedirectW(r->call, r->to, 0));
}

static int32_t blind_transfer(request *r)
{
	return TAPI(lineBlindTransferW(r->call, r->to, 0));
}

static int32_t answer_call(request *r)
{
	return TAPI(lineAnswer(r->call, NULL, 0));
}

static int32_t drop(request *r)
{
	return TAPI(lineDrop(r->call, NULL, 0));
}

static int32_t hold(request *r)
{
	return TAPI(lineHold(r->call));
}

static int32_t unhold(request *r)
{
	return TAPI(lineUnhold(r->call));
}

static int32_t swap_hold(request *r)
{
	return TAPI(lineSwapHold(r->call, r->other));
}

static int32_t add_to_conference(request *r)
{
	return TAPI(lineAddToConference(r->call, r->other));
}

static int32_t remove_from_conference(request *r)
{
	return TAPI(lineRemoveFromConference(r->call));
}

static int32_t set_privilege(request *r)
{
	return TAPI(lineSetCallPrivilege(r->call, r->mode));
}

static int32_t generate_digits(request *r)
{
	return TAPI(lineGenerateDigitsW(r->call, r->mode, r->to, r->flags));
}

static int32_t complete_call(request *r)
{
	return TAPI(lineCompleteCall(r->call, &r->p->value, r->mode, 0));
}

static int32_t set_forwards(request *r)
{
	static unsigned char list[FORWARD_LIST_BYTES];
	int32_t error = forward_list_of(r->nodes, json_member(r->nodes, r->node, "forwards"), list);

	/* The consultation call that this may make is told by TAPI like any other call. */
	return error ? error : TAPI(lineForwardW(r->line, 0, r->address, (TapiForwardList *)list, r->rings, &r->p->call, NULL));
}

static int32_t dev_specific(request *r)
{
	return TAPI(lineDevSpecific(r->line, r->address, r->call, r->p->data, r->p->data_size));
}

typedef enum { NEEDS_NOTHING = 0, NEEDS_LINE = 1, NEEDS_TO = 2 } needs;

static const struct {
	const char *name;
	int32_t (*run)(request *r);
	int needs;
} functions[] = {
	{"lineMakeCall", make_call, NEEDS_LINE | NEEDS_TO},
	{"linePickup", pickup, NEEDS_LINE},
	{"lineSetupTransfer", setup_transfer, NEEDS_NOTHING},
	{"lineSetupConference", setup_conference, NEEDS_LINE},
	{"lineCompleteTransfer", complete_transfer, NEEDS_NOTHING},
	{"lineDial", dial, NEEDS_TO},
	{"lineRedirect", redirect, NEEDS_TO},
	{"lineBlindTransfer", blind_transfer, NEEDS_TO},
	{"lineAnswer", answer_call, NEEDS_NOTHING},
	{"lineDrop", drop, NEEDS_NOTHING},
	{"lineHold", hold, NEEDS_NOTHING},
	{"lineUnhold", unhold, NEEDS_NOTHING},
	{"lineSwapHold", swap_hold, NEEDS_NOTHING},
	{"lineAddToConference", add_to_conference, NEEDS_NOTHING},
	{"lineRemoveFromConference", remove_from_conference, NEEDS_NOTHING},
	{"lineSetCallPrivilege", set_privilege, NEEDS_NOTHING},
	{"lineGenerateDigits", generate_digits, NEEDS_TO},
	{"lineCompleteCall", complete_call, NEEDS_NOTHING},
	{"lineForward", set_forwards, NEEDS_LINE},
	{"lineDevSpecific", dev_specific, NEEDS_LINE},
};

/* --- requests and replies */

static void say(text *answer, const char *kind, uint32_t id, int32_t result, const pending *p)
{
	text_add(answer, "{\"t\":", 5);
	text_format(answer, "\"%s\"", kind);
	text_number(answer, "id", id);
	text_signed(answer, "r", result);
	if (p && p->call)
		text_number(answer, "call", p->call);
	if (p && p->value)
		text_number(answer, "value", p->value);
	text_add(answer, "}", 1);
}

static uint32_t number_of(const request *r, const char *name)
{
	int member = json_member(r->nodes, r->node, name);
	uint32_t value = 0;

	if (member >= 0)
		json_u32(&r->nodes[member], &value);
	return value;
}

static int nibble(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The record of a call of a function, with the bytes of `data`. NULL: there are too many, or the data is no hexadecimal. */
static pending *new_pending(const request *r, uint32_t id)
{
	int member = json_member(r->nodes, r->node, "data");
	size_t i, size = member >= 0 ? r->nodes[member].size / 2 : 0;
	pending *p = waiting_count < MAX_PENDING && size <= MAX_DATA ? calloc(1, sizeof *p + size + 1) : NULL;

	if (!p)
		return NULL;
	p->id = id;
	p->device = r->dev;
	p->data_size = (uint32_t)size;
	for (i = 0; i < size; i++) {
		int high = nibble(r->nodes[member].start[2 * i]), low = nibble(r->nodes[member].start[2 * i + 1]);

		if (high < 0 || low < 0) {
			free(p);
			return NULL;
		}
		p->data[i] = (unsigned char)(high << 4 | low);
	}
	return p;
}

static int32_t run(request *r, const char *name)
{
	const device *d;
	size_t i;

	for (i = 0; i < sizeof functions / sizeof *functions; i++) {
		if (strcmp(functions[i].name, name) != 0)
			continue;
		d = device_of(r->dev);
		r->line = d ? d->line : 0;
		if (functions[i].needs & NEEDS_LINE && !r->line)
			return ERROR_INVALLINEHANDLE;
		if (functions[i].needs & NEEDS_TO && !r->to[0])
			return ERROR_INVALADDRESS;
		return functions[i].run(r);
	}
	return ERROR_OPERATIONUNAVAIL;
}

/* Calls belong to a device: that of the call, where no device was named. */
static void find_device(request *r)
{
	const call *c = call_of(r->call);

	if (json_member(r->nodes, r->node, "dev") < 0 && c)
		r->dev = c->device;
}

bool request_do(const json_node *nodes, int node, text *answer)
{
	request r = {.nodes = nodes, .node = node};
	int id_at = json_member(nodes, node, "id"), name_at = json_member(nodes, node, "f"), to_at = json_member(nodes, node, "to");
	char name[64], to[MAX_TO];
	uint32_t id;
	int32_t result;

	if (id_at < 0 || !json_u32(&nodes[id_at], &id) || name_at < 0 || !json_string(&nodes[name_at], name, sizeof name))
		return false;
	r.dev = number_of(&r, "dev");
	r.address = number_of(&r, "address");
	r.call = number_of(&r, "call");
	r.other = number_of(&r, "other");
	r.mode = number_of(&r, "mode");
	r.flags = number_of(&r, "flags");
	r.rings = number_of(&r, "rings");
	find_device(&r);
	if (to_at >= 0 && (!json_string(&nodes[to_at], to, sizeof to) || utf16_of(to, r.to, MAX_TO) < 0)) {
		say(answer, "result", id, ERROR_INVALADDRESS, NULL);
		return true;
	}
	r.p = new_pending(&r, id);
	result = r.p ? run(&r, name) : ERROR_INVALPARAM;
	say(answer, "result", id, result, result == 0 ? r.p : NULL);
	if (result > 0) {
		r.p->request = result;
		r.p->next = waiting;
		waiting = r.p;
		waiting_count++;
	} else {
		free(r.p);
	}
	return true;
}

bool request_replied(uint32_t number, int32_t result, text *answer, request_outcome *outcome)
{
	pending **at = &waiting, *p;

	while (*at && (*at)->request != (int32_t)number)
		at = &(*at)->next;
	p = *at;
	if (!p)
		return false;
	*at = p->next;
	waiting_count--;
	memset(outcome, 0, sizeof *outcome);
	if (result == 0) {
		outcome->device = p->device;
		outcome->made[0] = p->call;
		outcome->made[1] = p->value_is_call ? p->value : 0;
	}
	say(answer, "reply", p->id, result, result == 0 ? p : NULL);
	free(p);
	return true;
}

void requests_lost(int32_t result, void (*each)(const text *answer))
{
	while (waiting) {
		pending *p = waiting;
		text answer;

		waiting = p->next;
		waiting_count--;
		text_begin(&answer, 256);
		say(&answer, "reply", p->id, result, NULL);
		each(&answer);
		text_end(&answer);
		free(p);
	}
}
