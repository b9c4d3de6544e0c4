/* What the bridge needs of its operating system: time, threads, waiting, files. One file for each system implements it. */
#ifndef SYSTEM_H
#define SYSTEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

typedef struct system_mutex system_mutex;
/* An event that stays set until it is reset: a HANDLE on Windows, the descriptor of an eventfd elsewhere. */
typedef intptr_t system_event;
typedef struct system_thread system_thread;

uint64_t system_now_ms(void); /* monotonic */
void system_local_time(char *text, size_t size);
void system_host_name(char *text, size_t size);
bool system_random(void *bytes, size_t count);

system_mutex *system_mutex_new(void);
void system_lock(system_mutex *mutex);
void system_unlock(system_mutex *mutex);

system_event system_event_new(void);
void system_event_set(system_event event);
void system_event_reset(system_event event);
/* Which of the events is set, or -1 after so many milliseconds. */
int system_wait(const system_event *events, int count, uint32_t milliseconds);

system_thread *system_thread_start(void (*run)(void *), void *argument);
void system_thread_join(system_thread *thread);

/* Paths are UTF-8. */
FILE *system_open_file(const char *path, const char *mode);
bool system_replace_file(const char *from, const char *to);
bool system_make_private_directory(const char *path);
void system_data_directory(char *path, size_t size);

/* Calls `stop` when somebody asks the process to end (Ctrl-C, SIGTERM). */
void system_on_stop(void (*stop)(void));

#endif
