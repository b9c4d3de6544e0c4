/* See tell.h. */
#include "tell.h"
#include "describe.h"
#include "log.h"
#include "session.h"

enum { MESSAGE_BYTES = 256 << 10 };

static TapiHandle app;
static uint32_t epoch, told;

void tell_of(TapiHandle now)
{
	app = now;
	if (app)
		epoch++;
}

bool tell_is_current(void)
{
	return session_number() == told;
}

bool tell_is_for(uint32_t number)
{
	return number == told;
}

void tell(const text *message)
{
	if (message->size)
		session_say(told, message);
}

static void tell_number(const char *format, uint32_t value)
{
	text t;

	text_begin(&t, 256);
	text_format(&t, format, value);
	tell(&t);
	text_end(&t);
}

void tell_line(const device *d)
{
	text t;

	text_begin(&t, MESSAGE_BYTES);
	describe_line(&t, app, d);
	tell(&t);
	text_end(&t);
}

/* A call as it is now. One that is idle, or whose handle is void, is given back and forgotten. */
void tell_call(TapiHandle handle, uint32_t said, uint32_t mode)
{
	const call *c = call_of(handle);
	uint32_t state;
	text t;

	if (!c)
		return;
	text_begin(&t, MESSAGE_BYTES);
	state = describe_call(&t, c, said, mode);
	tell(&t);
	text_end(&t);
	if (state == 0 || state == CALLSTATE_IDLE) {
		call_forget(handle, state != 0);
		tell_number("{\"t\":\"nocall\",\"call\":%u}", handle);
	}
}

static void tell_calls_of(uint32_t id)
{
	uint32_t i = 0;

	while (call_at(i)) {
		TapiHandle handle = call_at(i)->handle;

		if (call_at(i)->device == id)
			tell_call(handle, 0, 0);
		if (call_at(i) && call_at(i)->handle == handle)
			i++;
	}
}

void tell_device(uint32_t id)
{
	const device *d = device_of(id);

	if (!d)
		return;
	tell_line(d);
	tell_calls_of(id);
	tell_number("{\"t\":\"truth\",\"dev\":%u}", id);
}

void tell_everything(void)
{
	uint32_t i, count = 0;
	text t;

	told = session_number();
	if (!told || !app)
		return;
	while (device_at(count))
		count++;
	text_begin(&t, 256);
	text_format(&t, "{\"t\":\"ready\",\"epoch\":%u,\"devices\":%u}", epoch, count);
	tell(&t);
	text_end(&t);
	for (i = 0; device_at(i); i++) {
		if (!device_at(i)->gone)
			tell_line(device_at(i));
	}
	for (i = 0; i < count; i++)
		tell_calls_of(device_at(i)->id);
	tell_number("{\"t\":\"truth\"}", 0);
	log_line("told the server of %u line devices", count);
}

void tell_trouble(const char *what, int32_t result)
{
	text t;

	log_line("%s (0x%08X)", what, (unsigned)result);
	text_begin(&t, 1024);
	text_add(&t, "{\"t\":\"trouble\"", 14);
	text_string(&t, "text", what);
	text_signed(&t, "r", result);
	text_add(&t, "}", 1);
	session_say(session_number(), &t);
	text_end(&t);
}

void tell_line_gone(uint32_t id)
{
	tell_number("{\"t\":\"noline\",\"dev\":%u}", id);
}
