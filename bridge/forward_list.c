/* See forward_list.h. Texts stand behind all entries; their offsets are seen from the list. */
#include "forward_list.h"
#include "text.h"

#include <string.h>

/* Puts a text behind the list; its place goes into the entry. False: it is no text, or too long. */
static bool put_text(unsigned char *list, uint32_t *end, const json_node *nodes, int member, uint32_t *size, uint32_t *offset)
{
	TapiChar units[FORWARD_TEXT];
	char utf8[FORWARD_TEXT];
	int count;

	if (member < 0)
		return true;
	if (!json_string(&nodes[member], utf8, sizeof utf8) || (count = utf16_of(utf8, units, FORWARD_TEXT)) < 0)
		return false;
	if (!count)
		return true;
	*size = ((uint32_t)count + 1) * 2;
	*offset = *end;
	memcpy(list + *end, units, *size);
	*end += *size;
	return true;
}

static bool put_entry(unsigned char *list, uint32_t *end, const json_node *nodes, int node, TapiForward *entry)
{
	int mode = json_member(nodes, node, "mode"), to = json_member(nodes, node, "to"), caller = json_member(nodes, node, "caller");

	memset(entry, 0, sizeof *entry);
	return mode >= 0 && json_u32(&nodes[mode], &entry->dwForwardMode) &&
	       put_text(list, end, nodes, to, &entry->dwDestAddressSize, &entry->dwDestAddressOffset) &&
	       put_text(list, end, nodes, caller, &entry->dwCallerAddressSize, &entry->dwCallerAddressOffset);
}

int32_t forward_list_of(const json_node *nodes, int node, unsigned char *list)
{
	int count = node >= 0 && nodes[node].kind == JSON_ARRAY ? nodes[node].count : 0, at = node + 1, i;
	TapiForwardList head = {sizeof head, (uint32_t)count};
	TapiForward entry;

	if (count > FORWARD_ENTRIES)
		return ERROR_INVALPARAM;
	head.dwTotalSize += (uint32_t)count * (uint32_t)sizeof entry;
	for (i = 0; i < count; i++) {
		if (!put_entry(list, &head.dwTotalSize, nodes, at, &entry))
			return ERROR_INVALADDRESS;
		memcpy(list + sizeof head + (size_t)i * sizeof entry, &entry, sizeof entry);
		at = nodes[at].next;
	}
	memcpy(list, &head, sizeof head);
	return 0;
}
