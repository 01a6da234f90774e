/* YAML from any bytes. */
#include <stdint.h>

#include "record/yaml.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct err e;

	val_free(yaml_parse((const char *)p, n, "fuzz", &e));
	return 0;
}
