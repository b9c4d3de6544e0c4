/* See structure.h. */
#include "structure.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_ROOM = 2048, MOST_ROOM = 256 << 10, SLACK = 4096 };

void *structure_fetch(structure_call call, const structure_place *place, size_t fixed, int32_t *error)
{
	uint32_t room = FIRST_ROOM;

	for (;;) {
		TapiSizes *sizes = calloc(1, room + SLACK);
		uint32_t needed;

		if (!sizes) {
			*error = ERROR_NOMEM;
			return NULL;
		}
		sizes->dwTotalSize = room;
		*error = TAPI(call(sizes, place));
		needed = sizes->dwNeededSize;
		if (*error == ERROR_STRUCTURETOOSMALL && needed <= room)
			needed = room * 2;
		if (needed > room && needed <= MOST_ROOM && (*error == 0 || *error == ERROR_STRUCTURETOOSMALL)) {
			free(sizes);
			room = needed;
			continue;
		}
		if (*error < 0) {
			free(sizes);
			return NULL;
		}
		if (sizes->dwUsedSize > room || sizes->dwUsedSize < fixed)
			sizes->dwUsedSize = sizes->dwUsedSize > room ? room : (uint32_t)fixed;
		memset((char *)sizes + sizes->dwUsedSize, 0, room - sizes->dwUsedSize);
		return sizes;
	}
}

bool structure_has(const void *structure, uint32_t offset, uint32_t size)
{
	uint32_t used = ((const TapiSizes *)structure)->dwUsedSize;

	return size > 0 && offset >= sizeof(TapiSizes) && offset <= used && size <= used - offset;
}

void structure_text(text *t, const char *name, const void *structure, uint32_t offset, uint32_t size)
{
	if (structure_has(structure, offset, size))
		text_utf16(t, name, (const uint8_t *)structure + offset, size);
}
