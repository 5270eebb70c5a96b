# A formula for Homebrew: put it into a tap, with the address of a release and its checksum
# (make dist; shasum -a 256 build/ia-VERSION.tar.gz), then: brew install TAP/ia
class Ia < Formula
  desc "Unix tools for interaction events: funnels, retention, churn"
  homepage "https://example.org/ia"
  url "https://example.org/ia/ia-0.1.0.tar.gz"
  sha256 "0000000000000000000000000000000000000000000000000000000000000000"
  license "GPL-3.0-or-later"

  depends_on "gsl"
  depends_on "isa-l"
  depends_on "jansson"
  depends_on "libcsv"
  depends_on "libmicrohttpd"
  depends_on "pcre2"
  depends_on "zstd"

  def install
    system "make", "install", "PREFIX=#{prefix}"
  end

  test do
    (testpath/"events.csv").write "user_id,event,timestamp\na,view,2026-01-01\na,pay,2026-01-02\nb,view,2026-01-01\n"
    assert_match(/^2,pay,1,0.5/, shell_output("#{bin}/ia-funnel --steps view,pay -o csv events.csv"))
  end
end
