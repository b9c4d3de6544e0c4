/*
 * See bridge.h. One thread calls TAPI's functions and takes its messages, so that a LINE_REPLY cannot come before the request it belongs
 * to is known. What happens in one turn of its loop is sent in one piece.
 */
#include "bridge.h"
#include "json.h"
#include "log.h"
#include "requests.h"
#include "session.h"
#include "structure.h"
#include "tell.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum { MESSAGES_A_TURN = 500, FIRST_RETRY_MS = 500, LONGEST_RETRY_MS = 60000, NODES_MOST = 200000 };

static struct {
	TapiHandle app;
	system_event tapi, news;
	bool reinitialise;
	uint64_t retry_at;
	uint32_t retry_ms;
	_Atomic bool stopping;
} b;

/* --- TAPI's messages */

static void replied(const TapiMessage *m)
{
	request_outcome outcome;
	text t;
	int i;

	text_begin(&t, 256);
	if (request_replied((uint32_t)m->dwParam1, (int32_t)m->dwParam2, &t, &outcome)) {
		tell(&t);
		for (i = 0; i < 2; i++) {
			if (outcome.made[i]) {
				call_add(outcome.made[i], outcome.device, false);
				tell_call(outcome.made[i], 0, 0);
			}
		}
	}
	text_end(&t);
}

static void call_state(const TapiMessage *m)
{
	if (!call_of(m->hDevice))
		call_add(m->hDevice, (uint32_t)m->dwCallbackInstance, false);
	tell_call(m->hDevice, (uint32_t)m->dwParam1, (uint32_t)m->dwParam2);
}

static void new_call(const TapiMessage *m)
{
	call_add((TapiHandle)m->dwParam2, (uint32_t)m->dwCallbackInstance, true);
	tell_call((TapiHandle)m->dwParam2, 0, 0);
}

static void line_changed(const TapiMessage *m)
{
	const device *d = device_of_line(m->hDevice);

	if (m->dwMessageID == MESSAGE_LINEDEVSTATE && m->dwParam1 == DEVSTATE_REINIT)
		b.reinitialise = true;
	else if (d)
		tell_line(d);
}

static void line_closed(const TapiMessage *m)
{
	device *d = device_of_line(m->hDevice);

	if (!d)
		d = device_of((uint32_t)m->dwCallbackInstance);
	if (d) {
		log_line("line device %u was closed", d->id);
		device_closed(d);
		tell_line(d);
	}
}

static void line_created(const TapiMessage *m)
{
	uint32_t id = (uint32_t)m->dwParam1;

	log_line("line device %u is new", id);
	if (device_created(b.app, id))
		tell_device(id);
}

static void line_removed(const TapiMessage *m)
{
	uint32_t id = (uint32_t)m->dwParam1;

	log_line("line device %u was removed", id);
	device_removed(id);
	tell_line_gone(id);
}

static void dev_specific(const TapiMessage *m)
{
	const call *c = call_of(m->hDevice);
	const device *d = c ? device_of(c->device) : device_of_line(m->hDevice);
	text t;

	if (!d)
		return;
	text_begin(&t, 1024);
	text_add(&t, "{\"t\":\"event\"", 12);
	text_number(&t, "m", m->dwMessageID);
	text_number(&t, "dev", d->id);
	text_number(&t, "call", c ? c->handle : 0);
	text_number(&t, "p1", m->dwParam1);
	text_number(&t, "p2", m->dwParam2);
	text_number(&t, "p3", m->dwParam3);
	text_add(&t, "}", 1);
	tell(&t);
	text_end(&t);
}

static void take_message(const TapiMessage *m)
{
	switch (m->dwMessageID) {
	case MESSAGE_REPLY:
		replied(m);
		break;
	case MESSAGE_CALLSTATE:
		call_state(m);
		break;
	case MESSAGE_CALLINFO:
		tell_call(m->hDevice, 0, 0);
		break;
	case MESSAGE_APPNEWCALL:
		new_call(m);
		break;
	case MESSAGE_LINEDEVSTATE:
	case MESSAGE_ADDRESSSTATE:
		line_changed(m);
		break;
	case MESSAGE_CLOSE:
		line_closed(m);
		break;
	case MESSAGE_CREATE:
		line_created(m);
		break;
	case MESSAGE_REMOVE:
		line_removed(m);
		break;
	case MESSAGE_DEVSPECIFIC:
		dev_specific(m);
		break;
	default:
		break;
	}
}

static void take_messages(void)
{
	TapiMessage m;
	int count = 0;

	while (b.app && !b.reinitialise && count++ < MESSAGES_A_TURN) {
		memset(&m, 0, sizeof m);
		if (TAPI(lineGetMessage(b.app, &m, 0)) != 0)
			break;
		take_message(&m);
	}
}

/* --- TAPI's beginning and end */

static void initialise(void)
{
	static const TapiChar name[] = {'c', 'a', 'l', 'l', 'p', 'l', 'a', 'n', 'e', 0};
	TapiInitializeParams params = {.dwTotalSize = sizeof params, .dwOptions = INITIALIZE_USE_EVENT};
	uint32_t version = TAPI_VERSION_HIGH, count = 0;
	int32_t result = TAPI(lineInitializeExW(&b.app, NULL, NULL, name, &count, &version, &params));

	if (result == 0 && params.hEvent) {
		b.tapi = (system_event)params.hEvent;
		tell_of(b.app);
		b.retry_ms = 0;
		b.reinitialise = false;
		log_line("TAPI has %u line devices", count);
		devices_begin(b.app, count);
		tell_everything();
		return;
	}
	b.app = 0;
	b.retry_ms = b.retry_ms ? b.retry_ms * 2 : FIRST_RETRY_MS;
	if (b.retry_ms > LONGEST_RETRY_MS)
		b.retry_ms = LONGEST_RETRY_MS;
	b.retry_at = system_now_ms() + b.retry_ms;
	tell_trouble("lineInitializeEx failed: is the Telephony service running?", result);
}

static void shut_down(int32_t why)
{
	if (b.app)
		TAPI(lineShutdown(b.app));
	b.app = 0;
	tell_of(0);
	requests_lost(why, tell);
	devices_end();
}

/* --- the server's texts */

static void take_text(const char *received, size_t size)
{
	int room = size < NODES_MOST ? (int)size + 8 : NODES_MOST, i, at = 1;
	json_node *nodes = malloc((size_t)room * sizeof *nodes);
	int count = nodes ? json_read(received, size, nodes, room) : -1;

	if (count < 1 || nodes[0].kind != JSON_ARRAY) {
		log_line("a text of the server cannot be read");
		free(nodes);
		return;
	}
	for (i = 0; i < nodes[0].count; i++) {
		int kind = json_member(nodes, at, "t");

		if (kind >= 0 && json_is(&nodes[kind], "do")) {
			text answer;

			text_begin(&answer, 1024);
			if (request_do(nodes, at, &answer))
				tell(&answer);
			text_end(&answer);
		} else if (kind >= 0 && json_is(&nodes[kind], "sync")) {
			tell_everything();
		}
		at = nodes[at].next;
	}
	free(nodes);
}

static void take_texts(void)
{
	uint32_t number;
	size_t size;
	char *received;

	system_event_reset(b.news);
	if (!tell_is_current())
		tell_everything();
	while ((received = session_next(&size, &number))) {
		if (tell_is_for(number))
			take_text(received, size);
		free(received);
	}
}

/* --- the loop */

static uint32_t wait_ms(void)
{
	uint64_t now = system_now_ms(), due = b.app ? devices_due() : b.retry_at;

	return due <= now ? 0 : due - now > 60000 ? 60000 : (uint32_t)(due - now);
}

static void open_lines(void)
{
	uint32_t i;

	for (i = 0; device_at(i); i++) {
		device *d = device_at(i);

		if (!d->gone && !d->line && d->retry_at <= system_now_ms() && device_open(b.app, d))
			tell_device(d->id);
	}
}

bool bridge_run(const config *c)
{
	b.news = system_event_new();
	if (!session_start(c, b.news))
		return false;
	while (!b.stopping) {
		system_event events[2] = {b.news, b.tapi};

		if (!b.app && b.retry_at <= system_now_ms())
			initialise();
		take_texts();
		take_messages();
		if (b.app)
			open_lines();
		session_flush();
		if (b.reinitialise) {
			log_line("TAPI wants to be initialised again");
			shut_down(ERROR_REINIT);
			b.reinitialise = false;
			b.retry_at = system_now_ms() + FIRST_RETRY_MS;
			session_flush();
		}
		if (!b.stopping)
			system_wait(events, b.app ? 2 : 1, wait_ms());
	}
	shut_down(ERROR_OPERATIONFAILED);
	session_stop();
	log_line("the bridge has stopped");
	return true;
}

void bridge_stop(void)
{
	b.stopping = true;
	if (b.news)
		system_event_set(b.news);
}
