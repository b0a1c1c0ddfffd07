/* What filters use of it is in afx.h. */
#include <afx.h>
