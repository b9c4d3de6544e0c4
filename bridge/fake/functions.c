/* The functions of TAPI that concern programs and lines; and what all functions have in common. */
#include "functions.h"

#include <string.h>

static uint32_t next_request = 1;

void enter_function(void)
{
	uint64_t until;

	system_lock(pbx_mutex);
	until = system_now_ms() + pbx_faults.stuck_ms;
	while (pbx_faults.stuck_ms && system_now_ms() < until) { /* a provider that blocks */
		const system_event none = pbx_event;

		system_unlock(pbx_mutex);
		system_wait(&none, 0, 10);
		system_lock(pbx_mutex);
	}
}

int32_t leave_function(int32_t result)
{
	pbx_turn_over();
	system_unlock(pbx_mutex);
	return result;
}

/* The reply to a function: its request id, or the error that was asked for. False: the function must do nothing. */
bool accept_function(const char *name, int32_t *result)
{
	if (!strcmp(pbx_faults.fail, name)) {
		*result = pbx_faults.fail_error;
		return false;
	}
	*result = (int32_t)next_request++;
	if (!strcmp(pbx_faults.late, name)) {
		pbx_message(0, MESSAGE_REPLY, 0, (uintptr_t)*result, (uintptr_t)(intptr_t)pbx_faults.late_error, 0);
		return false;
	}
	pbx_message(0, MESSAGE_REPLY, 0, (uintptr_t)*result, 0, 0);
	return true;
}

void narrow(const TapiChar *from, char *to)
{
	int i;

	for (i = 0; from && from[i] && i < NUMBER - 1; i++)
		to[i] = (char)from[i];
	to[i] = 0;
}

/* A call that is ours and in one of these states; else an error. */
end *owned(TapiHandle handle, uint32_t states, int32_t *error)
{
	end *e = pbx_end(handle);

	*error = !e ? ERROR_INVALCALLHANDLE : !(e->privilege & PRIVILEGE_OWNER) ? ERROR_NOTOWNER : !(e->state & states) ? ERROR_INVALCALLSTATE : 0;
	return *error ? NULL : e;
}

/* --- the beginning and the end */

TAPI_FUNCTION lineInitializeExW(TapiHandle *app, void *instance, void *callback, const TapiChar *name, uint32_t *devices,
				uint32_t *version, TapiInitializeParams *params)
{
	(void)instance;
	(void)callback;
	(void)name;
	pbx_begin();
	enter_function();
	if (!strcmp(pbx_faults.fail, "lineInitializeExW"))
		return leave_function(pbx_faults.fail_error);
	pbx_initialised = true;
	*app = APP;
	*devices = pbx_devices();
	*version = TAPI_VERSION_HIGH;
	if (params->dwOptions == INITIALIZE_USE_EVENT)
		params->hEvent = (void *)pbx_event;
	return leave_function(0);
}

TAPI_FUNCTION lineShutdown(TapiHandle app)
{
	uint32_t i;

	enter_function();
	if (app != APP || !pbx_initialised)
		return leave_function(ERROR_INVALAPPHANDLE);
	for (i = 0; i < pbx_devices(); i++)
		pbx_void_line(&pbx_lines[i]);
	pbx_flush();
	pbx_initialised = false;
	return leave_function(0);
}

TAPI_FUNCTION lineGetMessage(TapiHandle app, TapiMessage *message, uint32_t timeout)
{
	bool found;

	(void)timeout;
	enter_function();
	found = app == APP && pbx_next_message(message);
	system_unlock(pbx_mutex);
	return found ? 0 : ERROR_OPERATIONFAILED;
}

TAPI_FUNCTION lineNegotiateAPIVersion(TapiHandle app, uint32_t dev, uint32_t low, uint32_t high, uint32_t *version,
				      TapiExtensionId *extension)
{
	bool there;

	(void)low;
	enter_function();
	there = app == APP && pbx_device(dev);
	memset(extension, 0, sizeof *extension);
	*version = high < TAPI_VERSION_HIGH ? high : TAPI_VERSION_HIGH;
	return leave_function(there ? 0 : ERROR_NODEVICE);
}

/* --- lines */

TAPI_FUNCTION lineOpenW(TapiHandle app, uint32_t dev, TapiHandle *handle, uint32_t version, uint32_t ext, uintptr_t instance,
			uint32_t privileges, uint32_t media, const TapiCallParams *params)
{
	static TapiHandle next_line = 0x4000;
	line *l;

	(void)version;
	(void)ext;
	(void)instance;
	(void)privileges;
	(void)media;
	(void)params;
	enter_function();
	l = app == APP ? pbx_device(dev) : NULL;
	if (!strcmp(pbx_faults.fail, "lineOpenW"))
		return leave_function(pbx_faults.fail_error);
	if (!l)
		return leave_function(ERROR_NODEVICE);
	l->open = true;
	*handle = l->handle = next_line++;
	return leave_function(0);
}

TAPI_FUNCTION lineClose(TapiHandle handle)
{
	line *l;

	enter_function();
	l = pbx_line_of(handle);
	if (l)
		pbx_void_line(l);
	return leave_function(l ? 0 : ERROR_INVALLINEHANDLE);
}

TAPI_FUNCTION lineSetStatusMessages(TapiHandle handle, uint32_t states, uint32_t address_states)
{
	line *l;

	(void)states;
	(void)address_states;
	enter_function();
	l = pbx_line_of(handle);
	return leave_function(l ? 0 : ERROR_INVALLINEHANDLE);
}

static void read_forward(const uint8_t *list, const TapiForward *from, forward *to)
{
	to->mode = from->dwForwardMode;
	to->to[0] = to->caller[0] = 0;
	if (from->dwDestAddressSize)
		narrow((const TapiChar *)(const void *)(list + from->dwDestAddressOffset), to->to);
	if (from->dwCallerAddressSize)
		narrow((const TapiChar *)(const void *)(list + from->dwCallerAddressOffset), to->caller);
}

TAPI_FUNCTION lineForwardW(TapiHandle handle, uint32_t all, uint32_t address, const TapiForwardList *list, uint32_t rings,
			   TapiHandle *consult, const TapiCallParams *params)
{
	TapiForward entry;
	int32_t result;
	uint32_t i;
	line *l;

	(void)all;
	(void)address;
	(void)consult;
	(void)params;
	enter_function();
	l = pbx_line_of(handle);
	if (!l || (list && list->dwNumEntries > MAX_FORWARDS))
		return leave_function(l ? ERROR_INVALPARAM : ERROR_INVALLINEHANDLE);
	if (accept_function("lineForwardW", &result)) {
		l->forward_count = list ? list->dwNumEntries : 0;
		l->rings = rings;
		for (i = 0; i < l->forward_count; i++) {
			memcpy(&entry, (const uint8_t *)(list + 1) + i * sizeof entry, sizeof entry);
			read_forward((const uint8_t *)list, &entry, &l->forwards[i]);
		}
		pbx_message(l->handle, MESSAGE_ADDRESSSTATE, l->dev, 0, ADDRESSSTATE_FORWARD, 0);
	}
	return leave_function(result);
}
