/*
 * Moves the simulated PBX from outside: a socket on this machine, whose port is written to the file that FAKE_TAPI_PORT_FILE names. One
 * command a line, one line of answer: "ok", perhaps with something behind it, or "error" and why.
 *
 *   in NUMBER CALLER        somebody outside calls a line
 *   answer NUMBER           whoever rings at that number (a line, or outside) answers
 *   hangup NUMBER           whoever has that number hangs up all of his calls
 *   busy NUMBER, free NUMBER
 *   heard NUMBER            the digits that a party outside has heard
 *   status NUMBER FLAGS     LINEDEVSTATUSFLAGS of a line
 *   close NUMBER            LINE_CLOSE
 *   remove NUMBER           LINE_REMOVE
 *   create NUMBER           LINE_CREATE
 *   reinit                  LINEDEVSTATE_REINIT
 *   caps NUMBER CALLFEATURES ADDRESSFEATURES TRANSFERMODES CAPFLAGS
 *   forwards NUMBER         the entries of lineForward: mode:to:caller ...
 *   fail FUNCTION ERROR     a function returns an error (hexadecimal); "fail - 0" ends it
 *   late FUNCTION ERROR     its reply is an error
 *   stuck MILLISECONDS      every function takes so long; 0 ends it
 *   lies, repeats, reverses with 1 or 0: sizes that are wrong; each message twice; messages of one moment in another order
 *   reset                   no calls, no forwards, no faults; every line as it began
 *   handles                 how many handles of calls programs have
 */
#include "pbx.h"

#include <stdlib.h>
#include <string.h>

#ifdef _WIN32
#include <winsock2.h>
typedef int socklen;
#else
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>
#define closesocket close
typedef int SOCKET;
typedef socklen_t socklen;
#endif

enum { WORDS = 6, LINE = 256 };

static const char NO_LINE[] = "error there is no such line";

static void hang_up(const char *number)
{
	const line *l = pbx_line(number);
	int i;

	for (i = 0; i < MAX_ENDS; i++) {
		end *e = &pbx_ends[i];

		if (e->used && (l ? e->line == (int)l->dev : e->line == OUTSIDE && !strcmp(e->number, number)))
			pbx_drop(e);
	}
}

static const char *answer_at(const char *number)
{
	const line *l = pbx_line(number);
	int i;

	for (i = 0; i < MAX_ENDS; i++) {
		end *e = &pbx_ends[i];

		if (e->used && e->state == CALLSTATE_OFFERING && (l ? e->line == (int)l->dev : e->line == OUTSIDE && !strcmp(e->number, number))) {
			pbx_connect(e);
			return "ok";
		}
	}
	return "error nobody rings there";
}

static const char *on_line(const char *command, line *l, char (*words)[NUMBER], char *said)
{
	uint32_t i;

	if (!l)
		return NO_LINE;
	if (!strcmp(command, "in")) {
		pbx_ring(pbx_new_end(OUTSIDE, words[2], 0, words[1]), words[1]);
	} else if (!strcmp(command, "status")) {
		l->flags = (uint32_t)strtoul(words[2], NULL, 0);
		pbx_message(l->handle, MESSAGE_LINEDEVSTATE, l->dev, l->flags & STATUS_INSERVICE ? DEVSTATE_INSERVICE : DEVSTATE_OUTOFSERVICE, 0, 0);
	} else if (!strcmp(command, "close")) {
		TapiHandle handle = l->handle;

		pbx_void_line(l);
		pbx_message(handle, MESSAGE_CLOSE, l->dev, 0, 0, 0);
	} else if (!strcmp(command, "remove")) {
		pbx_remove_line(l);
		pbx_message(0, MESSAGE_REMOVE, 0, l->dev, 0, 0);
	} else if (!strcmp(command, "caps")) {
		l->callfeatures = (uint32_t)strtoul(words[2], NULL, 0);
		l->features = (uint32_t)strtoul(words[3], NULL, 0);
		l->transfermodes = (uint32_t)strtoul(words[4], NULL, 0);
		l->capflags = (uint32_t)strtoul(words[5], NULL, 0);
		pbx_message(l->handle, MESSAGE_LINEDEVSTATE, l->dev, DEVSTATE_CAPSCHANGE, 0, 0);
	} else {
		snprintf(said, LINE, "ok");
		for (i = 0; i < l->forward_count && strlen(said) < LINE - 3 * NUMBER; i++)
			snprintf(said + strlen(said), LINE - strlen(said), " %u:%s:%s", l->forwards[i].mode, l->forwards[i].to, l->forwards[i].caller);
		return said;
	}
	return "ok";
}

static const char *disturb(const char *command, char (*words)[NUMBER])
{
	uint32_t number = (uint32_t)strtoul(words[1], NULL, 0);

	if (!strcmp(command, "fail")) {
		snprintf(pbx_faults.fail, sizeof pbx_faults.fail, "%s", words[1]);
		pbx_faults.fail_error = (int32_t)strtoul(words[2], NULL, 16);
	} else if (!strcmp(command, "late")) {
		snprintf(pbx_faults.late, sizeof pbx_faults.late, "%s", words[1]);
		pbx_faults.late_error = (int32_t)strtoul(words[2], NULL, 16);
	} else if (!strcmp(command, "stuck")) {
		pbx_faults.stuck_ms = number;
	} else if (!strcmp(command, "lies")) {
		pbx_faults.lies = number;
	} else if (!strcmp(command, "repeats")) {
		pbx_faults.repeats = number;
	} else if (!strcmp(command, "reverses")) {
		pbx_faults.reverses = number;
	} else {
		return "error there is no such command";
	}
	return "ok";
}

static const char *heard_by(const char *number, char *said)
{
	int i;

	for (i = 0; i < MAX_ENDS; i++) {
		if (pbx_ends[i].used && pbx_ends[i].line == OUTSIDE && !strcmp(pbx_ends[i].number, number)) {
			snprintf(said, LINE, "ok %s", pbx_ends[i].heard);
			return said;
		}
	}
	return "error there is no such party";
}

static const char *handles(char *said)
{
	int i, count = 0;

	for (i = 0; i < MAX_ENDS; i++)
		count += pbx_ends[i].used && pbx_ends[i].line != OUTSIDE && pbx_ends[i].given;
	snprintf(said, LINE, "ok %d", count);
	return said;
}

static const char *command(char (*words)[NUMBER], char *said)
{
	static const char *const about_lines[] = {"in", "status", "close", "remove", "caps", "forwards"};
	const char *name = words[0];
	size_t i;

	for (i = 0; i < sizeof about_lines / sizeof *about_lines; i++)
		if (!strcmp(name, about_lines[i]))
			return on_line(name, pbx_line(words[1]), words, said);
	if (!strcmp(name, "answer"))
		return answer_at(words[1]);
	if (!strcmp(name, "heard"))
		return heard_by(words[1], said);
	if (!strcmp(name, "handles"))
		return handles(said);
	if (!strcmp(name, "hangup")) {
		hang_up(words[1]);
	} else if (!strcmp(name, "busy") || !strcmp(name, "free")) {
		pbx_set_busy(words[1], *name == 'b');
	} else if (!strcmp(name, "create")) {
		const line *l = pbx_add_line(words[1]);

		if (l)
			pbx_message(0, MESSAGE_CREATE, 0, l->dev, 0, 0);
	} else if (!strcmp(name, "reset")) {
		pbx_reset();
	} else if (!strcmp(name, "reinit")) {
		pbx_message(0, MESSAGE_LINEDEVSTATE, 0, DEVSTATE_REINIT, 0, 0);
	} else {
		return disturb(name, words);
	}
	return "ok";
}

/* Whatever a line says, done under the lock; while a provider is stuck, commands go on. */
static void obey(char *text, char *said)
{
	char words[WORDS][NUMBER] = {{0}};
	const char *answer;
	char own[LINE];
	int count = 0;
	char *word;

	for (word = strtok(text, " \r\n"); word && count < WORDS; word = strtok(NULL, " \r\n"))
		snprintf(words[count++], NUMBER, "%s", word);
	system_lock(pbx_mutex);
	answer = command(words, own);
	pbx_turn_over();
	system_unlock(pbx_mutex);
	snprintf(said, LINE + 1, "%s\n", answer);
}

static void serve(void *argument)
{
	SOCKET listener = (SOCKET)(intptr_t)argument, client;
	char text[LINE], said[LINE + 2];

	while ((client = accept(listener, NULL, NULL)) != (SOCKET)-1) {
		int size = 0, got;

		while (size < LINE - 1 && (got = (int)recv(client, text + size, 1, 0)) == 1) {
			if (text[size++] != '\n')
				continue;
			text[size] = 0;
			size = 0;
			obey(text, said);
			if (send(client, said, (int)strlen(said), 0) < 0)
				break;
		}
		closesocket(client);
	}
}

/* The file has its name only when it is complete. */
static void write_port(const char *path, unsigned port)
{
	char unfinished[1024];
	FILE *file;

	snprintf(unfinished, sizeof unfinished, "%s.part", path);
	file = system_open_file(unfinished, "w");
	if (!file)
		return;
	fprintf(file, "%u\n", port);
	fclose(file);
	system_replace_file(unfinished, path);
}

void control_begin(void)
{
	const char *path = getenv("FAKE_TAPI_PORT_FILE");
	struct sockaddr_in at = {.sin_family = AF_INET};
	socklen size = sizeof at;
	SOCKET listener;

#ifdef _WIN32
	WSADATA data;

	WSAStartup(MAKEWORD(2, 2), &data);
#endif
	if (!path)
		return;
	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	listener = socket(AF_INET, SOCK_STREAM, 0);
	if (bind(listener, (struct sockaddr *)&at, size) != 0 || listen(listener, 4) != 0 ||
	    getsockname(listener, (struct sockaddr *)&at, &size) != 0) {
		fprintf(stderr, "the fake TAPI cannot listen\n");
		return;
	}
	write_port(path, ntohs(at.sin_port));
	system_thread_start(serve, (void *)(intptr_t)listener);
}
