/* A PKCS#11 module that can do nothing, and can do harm: what START says happens in C_Initialize. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef unsigned long (*function)();

static unsigned long cannot() { return 0x54; /* CKR_FUNCTION_NOT_SUPPORTED */ }

static unsigned long initialize(void *arguments)
{
    (void)arguments;
#ifdef LOG
    FILE *log = fopen(LOG, "a");
    fputs("started\n", log);
    fclose(log);
#endif
    START
    return 0;
}

static unsigned long info(unsigned char *to)
{
    memset(to, 0, 88);
    to[0] = 2;
    to[1] = 40;
    memset(to + 2, ' ', 32);
    memcpy(to + 2, "Small", 5);
    memset(to + 48, ' ', 32);
    memcpy(to + 48, "module of a test", 16);
    to[80] = 7;
    return 0;
}

static unsigned long slots(unsigned char present, unsigned long *list, unsigned long *count)
{
    (void)present;
    (void)list;
    *count = 0;
    return 0;
}

static struct {
    unsigned char version[2];
    function functions[68];
} table = {{2, 40}, {0}};

unsigned long C_GetFunctionList(void **list)
{
    for (int i = 0; i < 68; i++) {
        table.functions[i] = cannot;
    }
    table.functions[0] = (function)initialize;
    table.functions[2] = (function)info;
    table.functions[4] = (function)slots;
    *list = &table;
    return 0;
}
