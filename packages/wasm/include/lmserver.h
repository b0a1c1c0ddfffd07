#include <lm.h>
