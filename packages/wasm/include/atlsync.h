#include <atlbase.h>
