//go:build linux

package capture

import (
	"fmt"
	"io"
	"net"
	"runtime"
	"strings"
	"syscall"
	"testing"
)

// Ten thousand connections that say little or nothing hold no more than their bound, and the sign-in comes
// through beside them.
func TestListenFlooded(t *testing.T) {
	many := 10_000
	if testing.Short() {
		many = 1000
	}
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil || int(limit.Cur) < many+500 {
		t.Skipf("%d files may be open at a time, %d are wanted", limit.Cur, many+500)
	}
	l := waiting(t, nil)
	host := strings.TrimSuffix(strings.TrimPrefix(l.URL(), "http://"), acsPath)
	routines, files, before := runtime.NumGoroutine(), openFiles(t), heap()
	var clients []net.Conn
	defer func() {
		for _, c := range clients {
			_ = c.Close()
		}
	}()
	open := func() { // a few of each kind: silent, a head without end, a form without end
		c, err := net.Dial("tcp", host)
		if err != nil {
			t.Fatal(err)
		}
		clients = append(clients, c)
		switch len(clients) % 4 {
		case 0:
			_, _ = io.WriteString(c, "POST /acs HTTP/1.1\r\nHost: ")
		case 1:
			_, _ = fmt.Fprintf(c, "POST /acs HTTP/1.1\r\nHost: %s\r\nContent-Type: %s\r\nContent-Length: 1000000\r\n\r\nSAMLResponse=", host, formType)
		case 2:
			_, _ = fmt.Fprintf(c, "POST /acs HTTP/1.1\r\nHost: %s\r\nContent-Type: %s\r\nTransfer-Encoding: chunked\r\n\r\n", host, formType)
		}
	}
	most := 0
	for range many {
		open()
		most = max(most, runtime.NumGoroutine())
		if len(l.crowd.room) > maxVisitors {
			t.Fatalf("%d connections are held, expected at most %d", len(l.crowd.room), maxVisitors)
		}
	}
	// Each has the goroutine that serves it and one that reads ahead.
	if over := most - routines; over > 2*maxVisitors+10 {
		t.Errorf("%d goroutines more at most, expected no more than two for each of %d connections", over, maxVisitors)
	}
	if now := heap(); now > before+64<<20 {
		t.Errorf("%d bytes are held beside %d before, expected under 64 MiB more", now, before)
	}
	if over := openFiles(t) - files - len(clients); over > maxVisitors+10 {
		t.Errorf("the listener has %d connections open, expected at most %d", over, maxVisitors)
	}
	status, text, _ := ask(t, "POST", l.URL(), formType, "SAMLResponse=PHg%2BPC94Pg%3D%3D", nil)
	if status != 200 {
		t.Errorf("beside the flood the sign-in is answered %d %s, expected its report", status, text)
	}
	if r := l.Wait(); r.Reason != Answered {
		t.Errorf("ended as %q, expected answered", r.Reason)
	}
	await(t, func() bool { return len(l.crowd.room) == 0 })
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
