/* The operating system for builds that are not for Windows: the bridge is tested there, against the fake TAPI. */
#define _GNU_SOURCE
#include "system.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

struct system_mutex {
	pthread_mutex_t mutex;
};

struct system_thread {
	pthread_t thread;
	void (*run)(void *);
	void *argument;
};

static void (*on_stop)(void);

uint64_t system_now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

void system_local_time(char *text, size_t size)
{
	time_t now = time(NULL);
	struct tm local;

	localtime_r(&now, &local);
	strftime(text, size, "%Y-%m-%d %H:%M:%S", &local);
}

void system_host_name(char *text, size_t size)
{
	if (gethostname(text, size) != 0)
		snprintf(text, size, "unknown");
	text[size - 1] = 0;
}

bool system_random(void *bytes, size_t count)
{
	return getrandom(bytes, count, 0) == (ssize_t)count;
}

system_mutex *system_mutex_new(void)
{
	system_mutex *mutex = malloc(sizeof *mutex);

	if (mutex)
		pthread_mutex_init(&mutex->mutex, NULL);
	return mutex;
}

void system_lock(system_mutex *mutex)
{
	pthread_mutex_lock(&mutex->mutex);
}

void system_unlock(system_mutex *mutex)
{
	pthread_mutex_unlock(&mutex->mutex);
}

system_event system_event_new(void)
{
	return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
}

void system_event_set(system_event event)
{
	eventfd_write((int)event, 1);
}

void system_event_reset(system_event event)
{
	eventfd_t value;

	eventfd_read((int)event, &value);
}

int system_wait(const system_event *events, int count, uint32_t milliseconds)
{
	struct pollfd descriptors[8];
	int i;

	for (i = 0; i < count; i++) {
		descriptors[i].fd = (int)events[i];
		descriptors[i].events = POLLIN;
	}
	if (poll(descriptors, (nfds_t)count, (int)milliseconds) <= 0)
		return -1;
	for (i = 0; i < count; i++)
		if (descriptors[i].revents)
			return i;
	return -1;
}

static void *enter(void *argument)
{
	system_thread *thread = argument;

	thread->run(thread->argument);
	return NULL;
}

system_thread *system_thread_start(void (*run)(void *), void *argument)
{
	system_thread *thread = malloc(sizeof *thread);

	if (!thread)
		return NULL;
	thread->run = run;
	thread->argument = argument;
	if (pthread_create(&thread->thread, NULL, enter, thread) != 0) {
		free(thread);
		return NULL;
	}
	return thread;
}

void system_thread_join(system_thread *thread)
{
	pthread_join(thread->thread, NULL);
	free(thread);
}

FILE *system_open_file(const char *path, const char *mode)
{
	return fopen(path, mode);
}

bool system_replace_file(const char *from, const char *to)
{
	return rename(from, to) == 0;
}

bool system_make_private_directory(const char *path)
{
	return mkdir(path, 0700) == 0 || errno == EEXIST;
}

void system_data_directory(char *path, size_t size)
{
	snprintf(path, size, "callplane-bridge-data");
}

static void stopped(int signal_number)
{
	(void)signal_number;
	if (on_stop)
		on_stop();
}

void system_on_stop(void (*stop)(void))
{
	on_stop = stop;
	signal(SIGINT, stopped);
	signal(SIGTERM, stopped);
	signal(SIGPIPE, SIG_IGN);
}
