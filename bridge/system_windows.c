/* The operating system: Windows. */
#define WIN32_LEAN_AND_MEAN
#define _WIN32_WINNT 0x0602
#include <windows.h>
#include <bcrypt.h>
#include <sddl.h>

#include "system.h"

#include <stdlib.h>

/* Full access for the system, administrators and the owner; nobody else, and nothing inherited. */
#define PRIVATE L"D:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;FA;;;OW)"

struct system_mutex {
	CRITICAL_SECTION section;
};

struct system_thread {
	HANDLE handle;
	void (*run)(void *);
	void *argument;
};

static void (*on_stop)(void);

static bool widen(const char *text, wchar_t *wide, int size)
{
	return MultiByteToWideChar(CP_UTF8, 0, text, -1, wide, size) > 0;
}

uint64_t system_now_ms(void)
{
	return GetTickCount64();
}

void system_local_time(char *text, size_t size)
{
	SYSTEMTIME now;

	GetLocalTime(&now);
	snprintf(text, size, "%04u-%02u-%02u %02u:%02u:%02u", now.wYear, now.wMonth, now.wDay, now.wHour, now.wMinute, now.wSecond);
}

void system_host_name(char *text, size_t size)
{
	wchar_t wide[MAX_COMPUTERNAME_LENGTH + 1];
	DWORD count = MAX_COMPUTERNAME_LENGTH + 1;

	if (!GetComputerNameW(wide, &count) || !WideCharToMultiByte(CP_UTF8, 0, wide, -1, text, (int)size, NULL, NULL))
		snprintf(text, size, "unknown");
}

bool system_random(void *bytes, size_t count)
{
	return BCryptGenRandom(NULL, bytes, (ULONG)count, BCRYPT_USE_SYSTEM_PREFERRED_RNG) == 0;
}

system_mutex *system_mutex_new(void)
{
	system_mutex *mutex = malloc(sizeof *mutex);

	if (mutex)
		InitializeCriticalSection(&mutex->section);
	return mutex;
}

void system_lock(system_mutex *mutex)
{
	EnterCriticalSection(&mutex->section);
}

void system_unlock(system_mutex *mutex)
{
	LeaveCriticalSection(&mutex->section);
}

system_event system_event_new(void)
{
	return (system_event)CreateEventW(NULL, TRUE, FALSE, NULL);
}

void system_event_set(system_event event)
{
	SetEvent((HANDLE)event);
}

void system_event_reset(system_event event)
{
	ResetEvent((HANDLE)event);
}

int system_wait(const system_event *events, int count, uint32_t milliseconds)
{
	DWORD which = WaitForMultipleObjects((DWORD)count, (const HANDLE *)events, FALSE, milliseconds);

	return which < WAIT_OBJECT_0 + (DWORD)count ? (int)(which - WAIT_OBJECT_0) : -1;
}

static DWORD WINAPI enter(void *argument)
{
	system_thread *thread = argument;

	thread->run(thread->argument);
	return 0;
}

system_thread *system_thread_start(void (*run)(void *), void *argument)
{
	system_thread *thread = malloc(sizeof *thread);

	if (!thread)
		return NULL;
	thread->run = run;
	thread->argument = argument;
	thread->handle = CreateThread(NULL, 0, enter, thread, 0, NULL);
	if (!thread->handle) {
		free(thread);
		return NULL;
	}
	return thread;
}

void system_thread_join(system_thread *thread)
{
	WaitForSingleObject(thread->handle, INFINITE);
	CloseHandle(thread->handle);
	free(thread);
}

FILE *system_open_file(const char *path, const char *mode)
{
	wchar_t wide_path[MAX_PATH], wide_mode[8];

	return widen(path, wide_path, MAX_PATH) && widen(mode, wide_mode, 8) ? _wfopen(wide_path, wide_mode) : NULL;
}

bool system_replace_file(const char *from, const char *to)
{
	wchar_t wide_from[MAX_PATH], wide_to[MAX_PATH];

	return widen(from, wide_from, MAX_PATH) && widen(to, wide_to, MAX_PATH) &&
	       MoveFileExW(wide_from, wide_to, MOVEFILE_REPLACE_EXISTING | MOVEFILE_WRITE_THROUGH);
}

bool system_make_private_directory(const char *path)
{
	SECURITY_ATTRIBUTES attributes = {.nLength = sizeof attributes};
	wchar_t wide[MAX_PATH];
	bool made;

	if (!widen(path, wide, MAX_PATH) ||
	    !ConvertStringSecurityDescriptorToSecurityDescriptorW(PRIVATE, SDDL_REVISION_1, &attributes.lpSecurityDescriptor, NULL))
		return false;
	made = CreateDirectoryW(wide, &attributes) || GetLastError() == ERROR_ALREADY_EXISTS;
	LocalFree(attributes.lpSecurityDescriptor);
	return made;
}

void system_data_directory(char *path, size_t size)
{
	wchar_t wide[MAX_PATH];
	char base[MAX_PATH * 3];

	if (!GetEnvironmentVariableW(L"ProgramData", wide, MAX_PATH) ||
	    !WideCharToMultiByte(CP_UTF8, 0, wide, -1, base, sizeof base, NULL, NULL))
		snprintf(base, sizeof base, "C:\\ProgramData");
	snprintf(path, size, "%s\\callplane-bridge", base);
}

static BOOL WINAPI stopped(DWORD kind)
{
	(void)kind;
	if (on_stop)
		on_stop();
	return TRUE;
}

void system_on_stop(void (*stop)(void))
{
	on_stop = stop;
	SetConsoleCtrlHandler(stopped, TRUE);
}
