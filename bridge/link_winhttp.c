/*
 * The link on Windows: a WebSocket of WinHTTP, with Windows' TLS. With a pin, the SHA-256 of the server's certificate counts and nothing
 * else; without one, what Windows trusts.
 */
#define WIN32_LEAN_AND_MEAN
#define _WIN32_WINNT 0x0602
#include <windows.h>
#include <bcrypt.h>
#include <wincrypt.h>
#include <winhttp.h>

#include "link.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef WINHTTP_OPTION_SERVER_CERT_CONTEXT
#define WINHTTP_OPTION_SERVER_CERT_CONTEXT 78
#endif

/* The server says something every two seconds: one that is silent for ANSWER_MS is gone. */
enum { CONNECT_MS = 10000, ANSWER_MS = 10000 };

struct server_link {
	HINTERNET session, connection, request, socket;
	bool closed;
};

static bool pinned(HINTERNET request, const char *pin)
{
	PCCERT_CONTEXT certificate = NULL;
	DWORD size = sizeof certificate;
	BCRYPT_ALG_HANDLE algorithm = NULL;
	unsigned char hash[32];
	char found[65];
	bool good;
	int i;

	if (!WinHttpQueryOption(request, WINHTTP_OPTION_SERVER_CERT_CONTEXT, &certificate, &size) || !certificate)
		return false;
	good = BCryptOpenAlgorithmProvider(&algorithm, BCRYPT_SHA256_ALGORITHM, NULL, 0) == 0;
	if (good) {
		BCRYPT_HASH_HANDLE state = NULL;

		good = BCryptCreateHash(algorithm, &state, NULL, 0, NULL, 0, 0) == 0 &&
		       BCryptHashData(state, certificate->pbCertEncoded, certificate->cbCertEncoded, 0) == 0 &&
		       BCryptFinishHash(state, hash, sizeof hash, 0) == 0;
		if (state)
			BCryptDestroyHash(state);
		BCryptCloseAlgorithmProvider(algorithm, 0);
	}
	CertFreeCertificateContext(certificate);
	for (i = 0; i < 32; i++)
		snprintf(found + 2 * i, 3, "%02x", hash[i]);
	return good && !strcmp(found, pin);
}

static bool begin(server_link *l, const address *to, bool secure, const char *pin)
{
	wchar_t host[256], path[256];
	DWORD trust = SECURITY_FLAG_IGNORE_UNKNOWN_CA | SECURITY_FLAG_IGNORE_CERT_CN_INVALID | SECURITY_FLAG_IGNORE_CERT_DATE_INVALID |
		      SECURITY_FLAG_IGNORE_CERT_WRONG_USAGE;

	if (!MultiByteToWideChar(CP_UTF8, 0, to->host, -1, host, 256) || !MultiByteToWideChar(CP_UTF8, 0, to->path, -1, path, 256))
		return false;
	l->session = WinHttpOpen(L"callplane-bridge", WINHTTP_ACCESS_TYPE_DEFAULT_PROXY, NULL, NULL, 0);
	if (!l->session || !WinHttpSetTimeouts(l->session, CONNECT_MS, CONNECT_MS, ANSWER_MS, ANSWER_MS))
		return false;
	l->connection = WinHttpConnect(l->session, host, to->port, 0);
	if (!l->connection)
		return false;
	l->request = WinHttpOpenRequest(l->connection, L"GET", path, NULL, NULL, NULL, secure ? WINHTTP_FLAG_SECURE : 0);
	return l->request && (!secure || !*pin || WinHttpSetOption(l->request, WINHTTP_OPTION_SECURITY_FLAGS, &trust, sizeof trust)) &&
	       WinHttpSetOption(l->request, WINHTTP_OPTION_UPGRADE_TO_WEB_SOCKET, NULL, 0);
}

static bool ask(server_link *l)
{
	DWORD status = 0, size = sizeof status;

	return WinHttpSendRequest(l->request, NULL, 0, NULL, 0, 0, 0) && WinHttpReceiveResponse(l->request, NULL) &&
	       WinHttpQueryHeaders(l->request, WINHTTP_QUERY_STATUS_CODE | WINHTTP_QUERY_FLAG_NUMBER, NULL, &status, &size, NULL) &&
	       (status == 101 || (SetLastError(status), false));
}

server_link *link_open(const address *to, const char *pin, char *problem, size_t size)
{
	bool secure = !strcmp(to->scheme, "wss");
	server_link *l = calloc(1, sizeof *l);

	if (!l)
		return NULL;
	if (!begin(l, to, secure, pin) || !ask(l)) {
		snprintf(problem, size, "no connection to %s port %u (error %lu)", to->host, to->port, GetLastError());
	} else if (secure && *pin && !pinned(l->request, pin)) {
		snprintf(problem, size, "%s has another certificate than the pinned one: enrol again if it was renewed", to->host);
	} else {
		l->socket = WinHttpWebSocketCompleteUpgrade(l->request, 0);
		if (l->socket)
			return l;
		snprintf(problem, size, "%s does not speak WebSocket (error %lu)", to->host, GetLastError());
	}
	link_free(l);
	return NULL;
}

bool link_send(server_link *l, const char *text, size_t size)
{
	return WinHttpWebSocketSend(l->socket, WINHTTP_WEB_SOCKET_UTF8_MESSAGE_BUFFER_TYPE, (void *)text, (DWORD)size) == NO_ERROR;
}

long link_receive(server_link *l, char *text, size_t room)
{
	size_t done = 0;

	for (;;) {
		WINHTTP_WEB_SOCKET_BUFFER_TYPE type;
		DWORD got = 0;

		if (done >= room ||
		    WinHttpWebSocketReceive(l->socket, text + done, (DWORD)(room - done), &got, &type) != NO_ERROR)
			return -1;
		if (type == WINHTTP_WEB_SOCKET_CLOSE_BUFFER_TYPE)
			return -1;
		done += got;
		if (type == WINHTTP_WEB_SOCKET_UTF8_MESSAGE_BUFFER_TYPE || type == WINHTTP_WEB_SOCKET_BINARY_MESSAGE_BUFFER_TYPE)
			return (long)done;
	}
}

/* Says that we go. The answer is taken by whoever receives: two who wait for it would keep each other waiting. */
void link_close(server_link *l)
{
	if (!l->closed) {
		l->closed = true;
		WinHttpWebSocketShutdown(l->socket, WINHTTP_WEB_SOCKET_SUCCESS_CLOSE_STATUS, NULL, 0);
	}
}

void link_free(server_link *l)
{
	HINTERNET handles[] = {l->socket, l->request, l->connection, l->session};
	int i;

	for (i = 0; i < 4; i++)
		if (handles[i])
			WinHttpCloseHandle(handles[i]);
	free(l);
}
