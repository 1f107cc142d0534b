package io.quantgrid.jobs.expect

import io.quantgrid.jobs.cli.SmallQuickstart
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.matchers.should.Matchers

/** What the quickstart must keep. */
class QuickstartTest extends AnyFunSuite with Matchers {
  private val sweep = Expectations.of(SmallQuickstart.output)
  import sweep._

  test("everything is done") {
    failures() shouldBe empty
  }

  test("eight bits keep what the model can do") {
    recovery("w8a8-fp") should be > 95.0
    recoveryInterval("w8a8-fp").low should be > 85.0
    flips("w8a8-fp") should be < 10.0
  }

  test("two bits do not") {
    recovery("w2") should be < recovery("w8a8-fp")
  }

  test("stories are told as before") {
    val before = metric("pocket_stories", "baseline", "word_perplexity")
    metric("pocket_stories", "w8a8-fp", "word_perplexity") should be < 1.05 * before
  }
}
