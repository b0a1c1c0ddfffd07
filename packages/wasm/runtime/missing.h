/*
 * Functions that can only fail, and must do something in C all the same. The import under their own name is one of those that nobody has: the
 * compiler names it, and the server says so at the first call and gives the value of its table (src/host/missing.ts). What needs no C is not defined at all.
 */
#ifndef ISAPI_MISSING_H
#define ISAPI_MISSING_H
#define MISSING(name) __attribute__((import_module("env"), import_name(#name))) extern int missing_##name(void)
#endif
