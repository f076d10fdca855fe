/*
 * Listens at an address and port and passes bytes on to a port of this host, each way after a delay: a wire's latency where the kernel
 * has no netem. One connection after the other. bench/rpc compiles and starts it:
 *
 *   rpc-relay MICROSECONDS ADDRESS PORT TO_PORT
 *
 * A thread of each way keeps what came with the time at which it came, and sends it when that is long enough ago. Small messages cost a
 * few microseconds: at gigabit a stream comes in pieces of 1,448 bytes, one each 12 microseconds.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define ROOM (16u << 20) /* bytes on the way; more than 10 Gbit/s and 1 ms have */
#define MARKS 65536u     /* pieces on the way */

struct way {
    int from, to;
    long delay; /* ns */
};

static long now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000L + t.tv_nsec;
}

static int send_all(int to, const char *data, size_t size) {
    while (size > 0) {
        ssize_t n = send(to, data, size, MSG_NOSIGNAL);
        if (n <= 0) {
            return -1;
        }
        data += n;
        size -= (size_t) n;
    }
    return 0;
}

static void *pass(void *argument) {
    struct way *way = argument;
    char *ring = malloc(ROOM);
    long *due = malloc(MARKS * sizeof(long));
    size_t *end = malloc(MARKS * sizeof(size_t)); /* bytes in all up to the end of a piece */
    size_t in = 0, out = 0;
    unsigned first = 0, last = 0;
    int open = ring && due && end;
    while (open || first != last) {
        long left = first == last ? -1 : due[first % MARKS] - now();
        if (first != last && left <= 0) {
            size_t to = end[first % MARKS];
            while (out < to) {
                size_t at = out % ROOM, size = to - out < ROOM - at ? to - out : ROOM - at;
                if (send_all(way->to, ring + at, size) < 0) {
                    goto done;
                }
                out += size;
            }
            first++;
            continue;
        }
        struct pollfd ready = {way->from, POLLIN, 0};
        struct timespec wait = {0, left < 0 ? 0 : left};
        int full = !open || in - out == ROOM || last - first == MARKS;
        if (ppoll(&ready, full ? 0 : 1, left < 0 ? NULL : &wait, NULL) <= 0) {
            continue;
        }
        size_t at = in % ROOM, room = ROOM - (in - out);
        ssize_t n = recv(way->from, ring + at, room < ROOM - at ? room : ROOM - at, 0);
        if (n <= 0) {
            open = 0;
            continue;
        }
        in += (size_t) n;
        end[last % MARKS] = in;
        due[last % MARKS] = now() + way->delay;
        last++;
    }
done:
    shutdown(way->to, SHUT_RDWR);
    shutdown(way->from, SHUT_RDWR);
    free(ring);
    free(due);
    free(end);
    return NULL;
}

static struct sockaddr_in place(const char *address, const char *port) {
    struct sockaddr_in p;
    memset(&p, 0, sizeof p);
    p.sin_family = AF_INET;
    p.sin_port = htons((unsigned short) atoi(port));
    if (inet_pton(AF_INET, address, &p.sin_addr) != 1) {
        fprintf(stderr, "rpc-relay: %s is no address\n", address);
        exit(2);
    }
    return p;
}

int main(int count, char **words) {
    if (count != 5) {
        fprintf(stderr, "usage: rpc-relay MICROSECONDS ADDRESS PORT TO_PORT\n");
        return 2;
    }
    prctl(PR_SET_TIMERSLACK, 1000UL); /* ns; else timers are up to 50 microseconds late */
    long delay = atol(words[1]) * 1000L;
    struct sockaddr_in here = place(words[2], words[3]), there = place("127.0.0.1", words[4]);
    int one = 1, listening = socket(AF_INET, SOCK_STREAM, 0);
    setsockopt(listening, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(listening, (struct sockaddr *) &here, sizeof here) || listen(listening, 8)) {
        perror("rpc-relay");
        return 1;
    }
    for (;;) {
        int client = accept(listening, NULL, NULL), server = socket(AF_INET, SOCK_STREAM, 0);
        if (client < 0 || server < 0) {
            perror("rpc-relay");
            return 1;
        }
        if (connect(server, (struct sockaddr *) &there, sizeof there) == 0) {
            setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
            setsockopt(server, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
            struct way forth = {client, server, delay}, back = {server, client, delay};
            pthread_t thread;
            if (pthread_create(&thread, NULL, pass, &back) == 0) {
                pass(&forth);
                pthread_join(thread, NULL);
            }
        }
        close(client);
        close(server);
    }
}
