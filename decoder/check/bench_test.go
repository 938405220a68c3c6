package check

import "testing"

func BenchmarkJudge(b *testing.B) {
	c := good(b)
	b.ReportAllocs()
	for b.Loop() {
		Judge(c)
	}
}
