/* The program: reads its arguments, and does what they say. Exit codes: 0 done, 1 it could not be done, 2 wrong usage. */
#include "bridge.h"
#include "config.h"
#include "log.h"
#include "service.h"
#include "session.h"
#include "version.h"

#include <stdlib.h>
#include <string.h>

static const char USAGE[] =
	"callplane-bridge " BRIDGE_VERSION ": shows the lines of Windows telephony (TAPI) to a callplane server.\n"
	"\n"
	"  enrol --url URL --code CODE [--pin HASH]   exchange the code of 'callplane tapi enrol' for a token\n"
	"  install                                    install and start the Windows service (as administrator)\n"
	"  uninstall                                  stop and remove it\n"
	"  run                                        run in this console until Ctrl-C\n"
	"\n"
	"Each takes --data DIR: where the configuration and the log are (by default in ProgramData).\n";

typedef struct {
	const char *command, *url, *code, *pin;
	char data[768];
} arguments;

static bool parse(int count, char **words, arguments *a)
{
	int i;

	memset(a, 0, sizeof *a);
	system_data_directory(a->data, sizeof a->data);
	a->command = count > 1 ? words[1] : "";
	for (i = 2; i + 1 < count; i += 2) {
		if (!strcmp(words[i], "--url"))
			a->url = words[i + 1];
		else if (!strcmp(words[i], "--code"))
			a->code = words[i + 1];
		else if (!strcmp(words[i], "--pin"))
			a->pin = words[i + 1];
		else if (!strcmp(words[i], "--data"))
			snprintf(a->data, sizeof a->data, "%s", words[i + 1]);
		else
			return false;
	}
	return i >= count;
}

static int enrol(const arguments *a)
{
	char problem[300] = "";
	config c;

	if (!a->url || !a->code) {
		fputs(USAGE, stderr);
		return 2;
	}
	memset(&c, 0, sizeof c);
	snprintf(c.url, sizeof c.url, "%s", a->url);
	if (a->pin && !is_pin(a->pin)) {
		fprintf(stderr, "the pin must have 64 hexadecimal digits, as 'callplane tapi enrol' shows it\n");
		return 2;
	}
	snprintf(c.pin, sizeof c.pin, "%s", a->pin ? a->pin : "");
	if (!session_enrol(&c, a->code, problem, sizeof problem)) {
		fprintf(stderr, "%s\n", problem);
		return 1;
	}
	if (!config_write(&c, a->data)) {
		fprintf(stderr, "the configuration cannot be written to %s\n", a->data);
		return 1;
	}
	printf("Enrolled as %s. The configuration is in %s.\n", c.name, a->data);
	return 0;
}

static int run(const arguments *a, bool service)
{
	char path[1024];
	static config c;

	if (!config_read(&c, a->data)) {
		fprintf(stderr, "there is no configuration in %s: enrol first\n", a->data);
		return 1;
	}
	snprintf(path, sizeof path, "%s/bridge.log", a->data);
	log_to(path, !service);
	log_line("callplane-bridge %s begins", BRIDGE_VERSION);
	if (service)
		return service_run(&c);
	system_on_stop(bridge_stop);
	return bridge_run(&c) ? 0 : 1;
}

static int begin(int count, char **words)
{
	arguments a;

	if (!parse(count, words, &a) || !a.command[0]) {
		fputs(USAGE, stderr);
		return 2;
	}
	if (!strcmp(a.command, "enrol"))
		return enrol(&a);
	if (!strcmp(a.command, "install"))
		return service_install(a.data);
	if (!strcmp(a.command, "uninstall"))
		return service_uninstall();
	if (!strcmp(a.command, "run"))
		return run(&a, false);
	if (!strcmp(a.command, "service"))
		return run(&a, true);
	fputs(USAGE, stderr);
	return 2;
}

#ifdef _WIN32
#include <windows.h>

int wmain(int count, wchar_t **wide)
{
	char **words = calloc((size_t)count + 1, sizeof *words);
	int i;

	for (i = 0; words && i < count; i++) {
		int size = WideCharToMultiByte(CP_UTF8, 0, wide[i], -1, NULL, 0, NULL, NULL);

		words[i] = malloc((size_t)size);
		if (!words[i] || !WideCharToMultiByte(CP_UTF8, 0, wide[i], -1, words[i], size, NULL, NULL))
			return 1;
	}
	return words ? begin(count, words) : 1;
}
#else
int main(int count, char **words)
{
	return begin(count, words);
}
#endif
