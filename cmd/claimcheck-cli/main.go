// Command claimcheck-cli says in a terminal why a SAML sign-in failed and who can mend it. It is pure
// Go and says the same as the window.
package main

import (
	"context"
	"os"
	"os/signal"
	"runtime/debug"
	"time"

	"claimcheck/library"
)

func main() { os.Exit(start()) }

func start() int {
	debug.SetGCPercent(50) // a federation's file of 50 MB takes 280 MB so, and 350 MB with the usual 100
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	context.AfterFunc(ctx, stop) // a second Ctrl+C ends the program at once
	home, err := library.Home()
	if err != nil {
		home = "" // all but the library works without
	}
	return run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr, environment{
		now:     time.Now(),
		home:    home,
		zone:    time.Local,
		typed:   isTerminal(os.Stdin),
		columns: columns(os.Stdout),
		colour:  os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb" && obeysColours(os.Stdout),
		ask:     askHidden,
	})
}
