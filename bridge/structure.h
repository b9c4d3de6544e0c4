/*
 * Structures of TAPI whose size only the telephony service provider knows. What it says of sizes is checked, not believed: nothing
 * outside of what was allocated is ever read, and a provider that writes a little too far does no harm.
 */
#ifndef STRUCTURE_H
#define STRUCTURE_H

#include "session.h"
#include "tapi_abi.h"
#include "text.h"

/* Calls a function of TAPI; keep-alives tell how long it takes. */
#define TAPI(call)                         \
	({                                 \
		int32_t tapi_result_;      \
		session_busy(true);        \
		tapi_result_ = (call);     \
		session_busy(false);       \
		tapi_result_;              \
	})

/* The arguments of the function that fills a structure. */
typedef struct {
	TapiHandle handle;
	uint32_t device, address, version;
} structure_place;

typedef int32_t (*structure_call)(void *structure, const structure_place *place);

/* The structure with at least `fixed` bytes, to be freed; bytes that were not filled are zero. NULL: `error` says why. */
void *structure_fetch(structure_call call, const structure_place *place, size_t fixed, int32_t *error);

/* Whether so many bytes at an offset are inside of what was filled. */
bool structure_has(const void *structure, uint32_t offset, uint32_t size);
/* A text inside a structure as a member of a JSON object; nothing where it is not inside, or empty. */
void structure_text(text *t, const char *name, const void *structure, uint32_t offset, uint32_t size);

#endif
