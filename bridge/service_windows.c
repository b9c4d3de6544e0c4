/* See service.h. The service starts with Windows, after Telephony, and is started again when it fails. */
#define WIN32_LEAN_AND_MEAN
#define _WIN32_WINNT 0x0602
#include <windows.h>

#include "bridge.h"
#include "service.h"

#include <stdio.h>

static const wchar_t NAME[] = L"callplane-bridge";
static const wchar_t TITLE[] = L"callplane bridge";

static SERVICE_STATUS_HANDLE handle;
static const config *given;

static int failed(const char *what)
{
	fprintf(stderr, "%s: error %lu%s\n", what, GetLastError(), GetLastError() == ERROR_ACCESS_DENIED ? " (run as administrator)" : "");
	return 1;
}

int service_install(const char *data)
{
	SERVICE_FAILURE_ACTIONSW again = {.dwResetPeriod = 86400};
	SC_ACTION action = {SC_ACTION_RESTART, 10000};
	wchar_t program[MAX_PATH], directory[MAX_PATH], command[2 * MAX_PATH + 32];
	SC_HANDLE manager, service;

	if (!GetModuleFileNameW(NULL, program, MAX_PATH) || !MultiByteToWideChar(CP_UTF8, 0, data, -1, directory, MAX_PATH))
		return failed("the program's own path");
	_snwprintf(command, 2 * MAX_PATH + 32, L"\"%ls\" service --data \"%ls\"", program, directory);
	manager = OpenSCManagerW(NULL, NULL, SC_MANAGER_CREATE_SERVICE);
	if (!manager)
		return failed("the service manager");
	service = CreateServiceW(manager, NAME, TITLE, SERVICE_ALL_ACCESS, SERVICE_WIN32_OWN_PROCESS, SERVICE_AUTO_START,
				 SERVICE_ERROR_NORMAL, command, NULL, NULL, L"TapiSrv\0", NULL, NULL);
	if (!service)
		return failed("the service cannot be installed");
	again.cActions = 1;
	again.lpsaActions = &action;
	ChangeServiceConfig2W(service, SERVICE_CONFIG_FAILURE_ACTIONS, &again);
	if (!StartServiceW(service, 0, NULL))
		return failed("the service is installed but cannot be started");
	printf("The service %ls is installed and started.\n", NAME);
	CloseServiceHandle(service);
	CloseServiceHandle(manager);
	return 0;
}

static bool stop_service(SC_HANDLE service)
{
	SERVICE_STATUS status;
	int tries;

	if (!ControlService(service, SERVICE_CONTROL_STOP, &status))
		return GetLastError() == ERROR_SERVICE_NOT_ACTIVE;
	for (tries = 0; tries < 150; tries++) {
		if (QueryServiceStatus(service, &status) && status.dwCurrentState == SERVICE_STOPPED)
			return true;
		Sleep(100);
	}
	return false;
}

int service_uninstall(void)
{
	SC_HANDLE manager = OpenSCManagerW(NULL, NULL, SC_MANAGER_CONNECT), service;

	if (!manager)
		return failed("the service manager");
	service = OpenServiceW(manager, NAME, SERVICE_ALL_ACCESS);
	if (!service)
		return failed("the service is not installed");
	if (!stop_service(service))
		fprintf(stderr, "the service does not stop; it is removed when it ends\n");
	if (!DeleteService(service))
		return failed("the service cannot be removed");
	printf("The service %ls is removed.\n", NAME);
	CloseServiceHandle(service);
	CloseServiceHandle(manager);
	return 0;
}

static void state(DWORD now)
{
	SERVICE_STATUS status = {.dwServiceType = SERVICE_WIN32_OWN_PROCESS, .dwCurrentState = now, .dwWaitHint = 15000};

	status.dwControlsAccepted = now == SERVICE_RUNNING ? SERVICE_ACCEPT_STOP | SERVICE_ACCEPT_SHUTDOWN : 0;
	SetServiceStatus(handle, &status);
}

static DWORD WINAPI control(DWORD wanted, DWORD type, void *data, void *context)
{
	(void)type;
	(void)data;
	(void)context;
	if (wanted == SERVICE_CONTROL_STOP || wanted == SERVICE_CONTROL_SHUTDOWN) {
		state(SERVICE_STOP_PENDING);
		bridge_stop();
	}
	return NO_ERROR;
}

static void WINAPI serve(DWORD count, wchar_t **arguments)
{
	(void)count;
	(void)arguments;
	handle = RegisterServiceCtrlHandlerExW(NAME, control, NULL);
	if (!handle)
		return;
	state(SERVICE_RUNNING);
	bridge_run(given);
	state(SERVICE_STOPPED);
}

int service_run(const config *c)
{
	SERVICE_TABLE_ENTRYW table[] = {{(wchar_t *)NAME, serve}, {NULL, NULL}};

	given = c;
	return StartServiceCtrlDispatcherW(table) ? 0 : failed("this is started by Windows; use 'run' in a console");
}
