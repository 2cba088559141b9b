using FsCheck.Xunit;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.People;
using KonTum.Tthc.Domain.Procedures;
using Shouldly;
using Catalogue = KonTum.Tthc.Domain.Failures.Failures;

namespace KonTum.Tthc.Domain.Tests.Dossiers;

/// <summary>What a dossier costs, from its procedure and its counts.</summary>
public sealed class FeesAreComputed
{
    private static readonly FeeDefinition Once = new("le-phi", "Lệ phí đăng ký", FeeKind.Charge, 8_000, 10_000, FeeUnit.Dossier);
    private static readonly FeeDefinition PerSet = new("phi-bo", "Phí thẩm định", FeeKind.Fee, 50_000, 60_000, FeeUnit.Set);
    private static readonly FeeDefinition PerCopy = new("phi-ban-sao", "Phí cấp bản sao", FeeKind.Fee, 2_000, 3_000, FeeUnit.Copy);

    [Fact]
    public void A_fee_once_a_dossier_is_one_line()
    {
        var fees = Draft().FeesBy(Procedure(Once));

        fees.Lines.ShouldHaveSingleItem().ShouldBe(new FeeLine("le-phi", "Lệ phí đăng ký", 8_000, 1, 8_000));
        (fees.Total, fees.Paid, fees.Due, fees.Overpaid).ShouldBe((8_000, 0, 8_000, 0));
    }

    [Theory]
    [InlineData(IntakeChannel.Online, 8_000)]
    [InlineData(IntakeChannel.Counter, 10_000)]
    [InlineData(IntakeChannel.Post, 10_000)]
    public void The_way_of_filing_says_which_amount_counts(IntakeChannel channel, long amount) =>
        Draft(channel).FeesBy(Procedure(Once)).Total.ShouldBe(amount);

    [Theory]
    [InlineData(0, 50_000)] // not filled yet
    [InlineData(1, 50_000)]
    [InlineData(3, 150_000)]
    [InlineData(99, 4_950_000)]
    public void Sets_multiply(int sets, long amount)
    {
        var dossier = Draft();
        Fill(dossier, Given.CompleteForm with { SetCount = sets });

        dossier.FeesBy(Procedure(PerSet)).Total.ShouldBe(amount);
    }

    [Fact]
    public void Copies_of_the_selected_components_are_counted_and_those_of_others_are_not()
    {
        var dossier = Draft();
        var all = Procedure(PerCopy);
        var one = Procedure(PerCopy with { ComponentId = "to-khai" });
        dossier.FeesBy(all).Lines.ShouldBeEmpty("the required component asks for an original only, the other one is not selected");

        dossier.Apply(dossier.Select("to-khai", true, 1, 2, Given.Now));
        dossier.Apply(dossier.Select("giay-to", true, 0, 5, Given.Now));
        dossier.FeesBy(all).Lines.ShouldHaveSingleItem().ShouldBe(new FeeLine("phi-ban-sao", "Phí cấp bản sao", 2_000, 7, 14_000));
        dossier.FeesBy(one).Total.ShouldBe(4_000);

        dossier.Apply(dossier.Select("giay-to", false, 0, 5, Given.Now));
        dossier.FeesBy(all).Total.ShouldBe(4_000);
    }

    [Fact]
    public void A_fee_of_a_kind_of_dossier_is_asked_for_that_kind_only()
    {
        var dossier = Draft();
        var procedure = Procedure(Once with { DossierTypes = ["Bổ sung"] });
        dossier.FeesBy(procedure).Total.ShouldBe(0);

        Fill(dossier, Given.CompleteForm with { DossierType = "Bổ sung" });
        dossier.FeesBy(procedure).Total.ShouldBe(8_000);

        Fill(dossier, Given.CompleteForm with { DossierType = "Mới" });
        dossier.FeesBy(procedure).Total.ShouldBe(0);
    }

    [Fact]
    public void What_officers_ask_for_comes_on_top_each_time()
    {
        var dossier = Given.Submitted();
        dossier.Apply(Requested(1_500_000));
        dossier.Apply(Requested(0)); // only what the procedure says
        dossier.Apply(Requested(20_000));

        var fees = dossier.FeesBy(Procedure(Once));

        fees.Lines.Select(l => (l.FeeId, l.Amount)).ShouldBe([("le-phi", 8_000), ("", 1_500_000), ("", 20_000)]);
        fees.Lines[1].Name.ShouldBe("Khoản phải nộp theo yêu cầu ngày 23/11/2026");
        fees.Total.ShouldBe(1_528_000);
    }

    [Fact]
    public void What_was_paid_and_given_back_counts_until_nothing_is_due()
    {
        var dossier = Draft();
        var procedure = Procedure(PerSet);
        var payment = Guid.NewGuid();

        dossier.Apply(new FeesPaid(payment, 20_000, PaymentChannel.Counter, "BL-1", Given.Now));
        dossier.FeesBy(procedure).Due.ShouldBe(30_000);
        dossier.Apply(new FeesPaid(Guid.NewGuid(), 40_000, PaymentChannel.Online, "BL-2", Given.Now));
        var over = dossier.FeesBy(procedure);
        (over.Due, over.Overpaid).ShouldBe((0, 10_000));
        dossier.Apply(new FeesRefunded(payment, 20_000, Given.Now));
        dossier.FeesBy(procedure).Due.ShouldBe(10_000);
    }

    [Fact]
    public void Only_a_procedure_that_wants_its_fees_first_lets_them_stand_in_the_way_of_submitting()
    {
        var dossier = Draft();
        var first = Procedure(Once) with { PaymentRule = PaymentRule.BeforeSubmission };

        var obstacle = dossier.FeesBy(first).FindObstacles().ShouldHaveSingleItem();
        (obstacle.Field, obstacle.Failure).ShouldBe(("fees", Catalogue.FeesUnpaid));
        obstacle.Vietnamese.ShouldBe("Hồ sơ còn 8000 đồng phí, lệ phí chưa nộp.");
        dossier.FeesBy(first with { PaymentRule = PaymentRule.Later }).FindObstacles().ShouldBeEmpty();
        dossier.FeesBy(first with { PaymentRule = PaymentRule.Unspecified }).FindObstacles().ShouldBeEmpty();
        dossier.FeesBy(first with { Fees = [] }).FindObstacles().ShouldBeEmpty();

        dossier.Apply(new FeesPaid(Guid.NewGuid(), 8_000, PaymentChannel.Online, "BL-1", Given.Now));
        dossier.FeesBy(first).FindObstacles().ShouldBeEmpty();
    }

    [Fact]
    public void The_result_waits_for_the_fees_whatever_the_rule()
    {
        var dossier = Draft();
        foreach (var rule in Enum.GetValues<PaymentRule>())
            Given.FailureOf(() => dossier.FeesBy(Procedure(Once) with { PaymentRule = rule }).MustBePaid()).ShouldBe(Catalogue.FeesUnpaid);

        Should.NotThrow(() => dossier.FeesBy(Procedure()).MustBePaid());
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    [InlineData(Fees.LargestAmount + 1)]
    public void An_amount_that_makes_no_sense_is_refused_and_never_wraps_around(long amount)
    {
        var dossier = Draft();
        Given.FailureOf(() => dossier.FeesBy(Procedure(Once with { OnlineAmount = amount }))).ShouldBe(Catalogue.FeesNotComputable);
    }

    [Fact]
    public void A_sum_beyond_the_limit_is_refused() =>
        Given.FailureOf(() => Draft().FeesBy(Procedure([.. Enumerable.Range(0, 3).Select(i =>
            Once with { Id = $"f{i}", OnlineAmount = Fees.LargestAmount / 2 })]))).ShouldBe(Catalogue.FeesNotComputable);

    [Property(MaxTest = 300)]
    public void The_total_is_the_sum_of_lines_that_each_multiply(uint once, uint perSet, ushort perCopy, byte sets, byte copies)
    {
        var dossier = Draft();
        Fill(dossier, Given.CompleteForm with { SetCount = sets % 100 });
        dossier.Apply(dossier.Select("giay-to", true, 0, copies % 100, Given.Now));

        var fees = dossier.FeesBy(Procedure(
            Once with { OnlineAmount = once }, PerSet with { OnlineAmount = perSet }, PerCopy with { OnlineAmount = perCopy }));

        fees.Total.ShouldBe(once + ((long)perSet * Math.Max(1, sets % 100)) + ((long)perCopy * (copies % 100)));
        fees.Lines.ShouldAllBe(l => l.Amount == l.UnitAmount * l.Quantity && l.Quantity > 0);
        (fees.Due + fees.Paid).ShouldBe(fees.Total);
    }

    private static ProcedureDefinition Procedure(params FeeDefinition[] fees) => Given.Procedure with { Fees = fees };

    private static Dossier Draft(IntakeChannel channel = IntakeChannel.Online) => Given.Replay<Dossier>(
        Dossier.Open(Guid.NewGuid(), Given.Owner, Given.Procedure, 3, Given.Agency, Given.Now) with { Channel = channel });

    private static void Fill(Dossier dossier, DossierForm form) =>
        dossier.Apply(new DossierFormFilled(Personal.Of(Given.Owner, form), [], Given.Now));

    private static PaymentRequested Requested(long amount) =>
        new("officer-1", amount, Personal.Of(Given.Owner, "Thuế trước bạ"), Given.Now);
}
