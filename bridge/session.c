/* See session.h. */
#include "session.h"
#include "json.h"
#include "link.h"
#include "log.h"
#include "version.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum {
	BEAT_MS = 2000,
	SILENCE_MS = 10000,
	FIRST_WAIT_MS = 500,
	LONGEST_WAIT_MS = 30000,
	BATCH_BYTES = 256 << 10,
	OUT_BYTES = 4 << 20,
	IN_TEXTS = 256,
	IN_BYTES = 4 << 20,
	NODES = 64,
};

typedef struct incoming {
	struct incoming *next;
	size_t size;
	uint32_t number;
	char text[];
} incoming;

static struct {
	config c;
	system_mutex *mutex;
	system_event news, out, stop;
	system_thread *thread;
	text waiting; /* messages, each with a line's end */
	incoming *first, **last;
	size_t in_bytes;
	int in_texts;
	uint32_t number, made;
	char run[33];
	_Atomic uint64_t heard, busy_since;
	_Atomic bool stopping, over;
} s;

uint32_t session_number(void)
{
	uint32_t number;

	system_lock(s.mutex);
	number = s.number;
	system_unlock(s.mutex);
	return number;
}

void session_say(uint32_t number, const text *message)
{
	system_lock(s.mutex);
	if (number && number == s.number && !message->broken) {
		text_add(&s.waiting, message->data, message->size);
		text_add(&s.waiting, "\n", 1);
		if (s.waiting.broken) {
			log_line("the server reads too slowly: the connection is given up");
			s.over = true;
		}
	}
	system_unlock(s.mutex);
}

void session_flush(void)
{
	bool any;

	system_lock(s.mutex);
	any = s.waiting.size > 0 || s.over;
	system_unlock(s.mutex);
	if (any)
		system_event_set(s.out);
}

char *session_next(size_t *size, uint32_t *number)
{
	incoming *found;
	char *copy = NULL;

	system_lock(s.mutex);
	found = s.first;
	if (found) {
		s.first = found->next;
		if (!s.first)
			s.last = &s.first;
		s.in_bytes -= found->size;
		s.in_texts--;
	}
	system_unlock(s.mutex);
	if (found) {
		*size = found->size;
		*number = found->number;
		copy = malloc(found->size + 1);
		if (copy) {
			memcpy(copy, found->text, found->size);
			copy[found->size] = 0;
		}
		free(found);
	}
	return copy;
}

void session_busy(bool busy)
{
	s.busy_since = busy ? system_now_ms() : 0;
}

/* --- the handshake */

static void first_word(text *t, const char *kind, const char *secret, const char *value)
{
	char host[128];

	system_host_name(host, sizeof host);
	text_add(t, "[{\"t\":", 6);
	text_format(t, "\"%s\"", kind);
	text_number(t, "protocol", PROTOCOL_VERSION);
	text_string(t, "version", BRIDGE_VERSION);
	text_string(t, secret, value);
	if (!strcmp(kind, "hello"))
		text_string(t, "run", s.run);
	text_string(t, "host", host);
	text_add(t, "}]", 2);
}

/* The first message of the server's first text: its kind, and members as asked. */
static bool answer(server_link *l, char *kind, size_t size, const char *const *names, char (*values)[200])
{
	json_node nodes[NODES];
	char *received = malloc(LINK_MAX_TEXT);
	long got = received ? link_receive(l, received, LINK_MAX_TEXT) : -1;
	int count = got >= 0 ? json_read(received, (size_t)got, nodes, NODES) : -1;
	int found = count > 1 && nodes[0].kind == JSON_ARRAY ? json_member(nodes, 1, "t") : -1;
	bool good = found >= 0 && json_string(&nodes[found], kind, size);
	int i;

	for (i = 0; names[i]; i++) {
		values[i][0] = 0;
		found = good ? json_member(nodes, 1, names[i]) : -1;
		if (found >= 0)
			json_string(&nodes[found], values[i], 200);
	}
	free(received);
	return good;
}

static bool greet(server_link *l, const char *kind, const char *secret, const char *value, char *said, size_t size,
		  const char *const *names, char (*values)[200])
{
	text t;
	bool good;

	text_begin(&t, 4096);
	first_word(&t, kind, secret, value);
	good = !t.broken && link_send(l, t.data, t.size) && answer(l, said, size, names, values);
	text_end(&t);
	return good;
}

bool session_enrol(config *c, const char *code, char *problem, size_t size)
{
	static const char *const names[] = {"text", "token", "name", NULL};
	char said[32] = "", values[3][200];
	address to;
	server_link *l;

	if (!address_of(c->url, &to, problem, size))
		return false;
	l = link_open(&to, c->pin, problem, size);
	if (!l)
		return false;
	snprintf(problem, size, "the server gave no answer that can be understood");
	if (greet(l, "enrol", "code", code, said, sizeof said, names, values)) {
		if (!strcmp(said, "enrolled")) {
			snprintf(c->token, sizeof c->token, "%.159s", values[1]);
			snprintf(c->name, sizeof c->name, "%.79s", values[2]);
			problem[0] = 0;
		} else if (values[0][0]) {
			snprintf(problem, size, "%s", values[0]);
		}
	}
	link_close(l);
	link_free(l);
	return !problem[0] && c->token[0];
}

/* --- one connection */

static void receive(void *argument)
{
	server_link *l = argument;
	char *buffer = malloc(LINK_MAX_TEXT);
	long got = -1;

	while (buffer && (got = link_receive(l, buffer, LINK_MAX_TEXT)) >= 0) {
		incoming *in = malloc(sizeof *in + (size_t)got);

		s.heard = system_now_ms();
		if (!in)
			break;
		in->next = NULL;
		in->size = (size_t)got;
		memcpy(in->text, buffer, (size_t)got);
		system_lock(s.mutex);
		in->number = s.number;
		if (s.in_texts >= IN_TEXTS || s.in_bytes + in->size > IN_BYTES) {
			free(in); /* TAPI has been blocked for long: the server will ask again on a new connection */
			s.over = true;
		} else {
			*s.last = in;
			s.last = &in->next;
			s.in_texts++;
			s.in_bytes += in->size;
		}
		system_unlock(s.mutex);
		system_event_set(s.news);
	}
	free(buffer);
	s.over = true;
	system_event_set(s.out);
}

/* Takes whole messages of up to BATCH_BYTES out of what waits, as one JSON array. False: nothing waits. */
static bool batch(text *t)
{
	size_t end = 0, i;

	text_clear(t);
	system_lock(s.mutex);
	while (end < s.waiting.size) {
		const char *line = memchr(s.waiting.data + end, '\n', s.waiting.size - end);
		size_t next = (size_t)(line - s.waiting.data) + 1;

		if (end && next > BATCH_BYTES)
			break;
		end = next;
	}
	if (end) {
		text_add(t, "[", 1);
		text_add(t, s.waiting.data, end - 1);
		text_add(t, "]", 1);
		memmove(s.waiting.data, s.waiting.data + end, s.waiting.size - end);
		s.waiting.size -= end;
	}
	system_unlock(s.mutex);
	for (i = 0; i < t->size; i++)
		if (t->data[i] == '\n')
			t->data[i] = ',';
	return end > 0 && !t->broken;
}

static bool beat(server_link *l)
{
	uint64_t since = s.busy_since, now = system_now_ms();
	char said[64];
	int size = snprintf(said, sizeof said, "[{\"t\":\"beat\",\"busy\":%llu}]", (unsigned long long)(since && now > since ? now - since : 0));

	return link_send(l, said, (size_t)size);
}

/* Sends until the connection is over. */
static void converse(server_link *l)
{
	const system_event events[] = {s.stop, s.out};
	uint64_t next_beat = 0;
	text t;

	text_begin(&t, OUT_BYTES + 16);
	while (!s.over && !s.stopping) {
		uint64_t now = system_now_ms();
		bool good = true;

		if (now - s.heard > SILENCE_MS) {
			log_line("nothing is heard of the server");
			break;
		}
		if (now >= next_beat) {
			good = beat(l);
			next_beat = now + BEAT_MS;
		}
		system_event_reset(s.out);
		while (good && batch(&t))
			good = link_send(l, t.data, t.size);
		if (!good)
			break;
		now = system_now_ms();
		system_wait(events, 2, next_beat > now ? (uint32_t)(next_beat - now) : 0);
	}
	text_end(&t);
}

/* One connection from its beginning to its end; whether it came about. */
static bool connection(const address *to)
{
	static const char *const names[] = {"text", NULL};
	char problem[256] = "", said[32] = "", values[1][200];
	system_thread *receiver;
	server_link *l = link_open(to, s.c.pin, problem, sizeof problem);

	if (!l) {
		log_line("%s", problem);
		return false;
	}
	if (!greet(l, "hello", "token", s.c.token, said, sizeof said, names, values) || strcmp(said, "welcome")) {
		log_line("the server refuses this bridge: %s", values[0][0] ? values[0] : "it gave no reason");
		link_close(l);
		link_free(l);
		return false;
	}
	log_line("connected to %s port %u", to->host, to->port);
	system_lock(s.mutex);
	text_clear(&s.waiting);
	s.over = false;
	s.heard = system_now_ms();
	s.number = ++s.made;
	system_unlock(s.mutex);
	receiver = system_thread_start(receive, l);
	system_event_set(s.news);
	if (receiver)
		converse(l);
	system_lock(s.mutex);
	s.number = 0;
	system_unlock(s.mutex);
	link_close(l);
	if (receiver)
		system_thread_join(receiver);
	link_free(l);
	log_line("the connection is over");
	return true;
}

static uint32_t with_jitter(uint32_t milliseconds)
{
	uint8_t chance = 0;

	system_random(&chance, 1);
	return milliseconds / 2 + milliseconds * chance / 512;
}

static void keep_connected(void *argument)
{
	uint32_t wait = FIRST_WAIT_MS;
	char problem[256];
	address to;

	(void)argument;
	if (!address_of(s.c.url, &to, problem, sizeof problem)) {
		log_line("%s", problem);
		return;
	}
	while (!s.stopping) {
		wait = connection(&to) ? FIRST_WAIT_MS : wait * 2 > LONGEST_WAIT_MS ? LONGEST_WAIT_MS : wait * 2;
		if (!s.stopping)
			system_wait(&s.stop, 1, with_jitter(wait));
	}
}

bool session_start(const config *c, system_event news)
{
	unsigned char run[16];
	int i;

	s.c = *c;
	s.news = news;
	s.mutex = system_mutex_new();
	s.out = system_event_new();
	s.stop = system_event_new();
	s.last = &s.first;
	text_begin(&s.waiting, OUT_BYTES);
	if (!system_random(run, sizeof run))
		return false;
	for (i = 0; i < 16; i++)
		snprintf(s.run + 2 * i, 3, "%02x", run[i]);
	s.thread = system_thread_start(keep_connected, NULL);
	return s.thread != NULL;
}

void session_stop(void)
{
	s.stopping = true;
	system_event_set(s.stop);
	if (s.thread)
		system_thread_join(s.thread);
	while (s.first) {
		incoming *in = s.first;

		s.first = in->next;
		free(in);
	}
	text_end(&s.waiting);
}
