/* See log.h. */
#include "log.h"
#include "system.h"

#include <stdarg.h>
#include <string.h>

enum { MAX_LOG_BYTES = 1 << 20 };

static system_mutex *mutex;
static char log_path[1024];
static bool to_console = true;

void log_to(const char *path, bool console)
{
	if (!mutex)
		mutex = system_mutex_new();
	snprintf(log_path, sizeof log_path, "%s", path);
	to_console = console;
}

static void write_file(const char *line)
{
	char old[sizeof log_path + 8];
	FILE *file = system_open_file(log_path, "ab");
	long size;

	if (!file)
		return;
	fputs(line, file);
	fseek(file, 0, SEEK_END);
	size = ftell(file);
	fclose(file);
	if (size > MAX_LOG_BYTES) {
		snprintf(old, sizeof old, "%s.old", log_path);
		system_replace_file(log_path, old);
	}
}

void log_line(const char *format, ...)
{
	char when[32], said[800], line[900];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(said, sizeof said, format, arguments);
	va_end(arguments);
	system_local_time(when, sizeof when);
	snprintf(line, sizeof line, "%s %s\n", when, said);
	if (mutex)
		system_lock(mutex);
	if (to_console) {
		fputs(line, stderr);
		fflush(stderr);
	}
	if (log_path[0])
		write_file(line);
	if (mutex)
		system_unlock(mutex);
}
