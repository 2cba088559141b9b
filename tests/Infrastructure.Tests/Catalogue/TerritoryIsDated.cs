using KonTum.Tthc.Application.Procedures.Territory;
using KonTum.Tthc.Infrastructure.Catalogue;
using Shouldly;

namespace KonTum.Tthc.Infrastructure.Tests.Catalogue;

/// <summary>The units and agencies of data/ around the merger of 2025-07-01.</summary>
public sealed class TerritoryIsDated
{
    private static readonly DateOnly Before = new(2025, 6, 30);
    private static readonly DateOnly After = new(2025, 7, 1);

    private static readonly AdministrativeUnitList Units = TerritoryFiles.Units();
    private static readonly AgencyList Agencies = TerritoryFiles.Agencies();

    [Fact]
    public void Kon_Tum_is_a_province_until_the_merger_and_stays_readable()
    {
        Units.IsInForce("62", Before).ShouldBeTrue();
        Units.IsInForce("62", After).ShouldBeFalse();
        Units.PeriodsOf("62").ShouldHaveSingleItem().SuccessorCodes.ShouldBe(["51"]);
        Units.Children("", Before).Count.ShouldBe(63);
        Units.Children("", After).Count.ShouldBe(34);
    }

    [Fact]
    public void Districts_end_with_the_merger()
    {
        Units.HasDistricts("62", Before).ShouldBeTrue();
        Units.HasDistricts("51", After).ShouldBeFalse();
        Units.Children("62", Before).Count.ShouldBe(10);
        Units.Children("62", Before).SelectMany(d => Units.Children(d.Code, Before)).Count().ShouldBe(102);
        Units.Children("51", After).Count.ShouldBe(40);
    }

    [Fact]
    public void One_code_stands_for_one_unit_before_and_another_after()
    {
        Units.Find("23293", Before)!.Name.ShouldBe("Phường Thắng Lợi");
        Units.Find("23293", After)!.Name.ShouldBe("Phường Kon Tum");
        Units.PeriodsOf("23293").Select(u => u.Name).ShouldBe(["Phường Kon Tum", "Phường Thắng Lợi"]);
        Units.Find("23293", new DateOnly(1999, 1, 1)).ShouldBeNull();
    }

    [Fact]
    public void A_ward_lies_in_its_province_on_the_day_it_is_asked_about()
    {
        Units.IsWithin("23281", "608", Before).ShouldBeTrue();
        Units.IsWithin("23281", "62", Before).ShouldBeTrue("through its district");
        Units.IsWithin("23281", "62", After).ShouldBeFalse("the ward is no more");
        Units.IsWithin("23293", "51", After).ShouldBeTrue();
        Units.IsWithin("23293", "62", After).ShouldBeFalse();
        Units.IsWithin("62", "62", Before).ShouldBeFalse();
    }

    [Fact]
    public void Every_unit_has_its_parent_and_every_end_its_successors_in_force()
    {
        var all = Everything();
        foreach (var unit in all)
        {
            if (unit.ParentCode.Length > 0) Units.Find(unit.ParentCode, unit.ValidFrom).ShouldNotBeNull(unit.Name);
            all.Count(u => u.Code == unit.Code && u.IsInForce(unit.ValidFrom)).ShouldBe(1, unit.Code);
            if (unit.ValidUntil is not { } last) continue;
            last.ShouldBeGreaterThan(unit.ValidFrom, unit.Name);
            if (unit.Level != AdministrativeLevel.District) unit.SuccessorCodes.ShouldNotBeEmpty(unit.Name);
            foreach (var successor in unit.SuccessorCodes) Units.IsInForce(successor, last.AddDays(1)).ShouldBeTrue(unit.Name);
        }
    }

    [Fact]
    public void Every_agency_serves_a_unit_and_hands_over_to_one_in_force()
    {
        foreach (var agency in Agencies.All)
        {
            Units.PeriodsOf(agency.AdministrativeUnitCode).ShouldNotBeEmpty(agency.Code);
            if (agency.ValidUntil is { } last) Agencies.IsInForce(agency.SuccessorCode, last.AddDays(1)).ShouldBeTrue(agency.Code);
        }

        Agencies.IsInForce("000.21.24.H34", new DateOnly(2026, 11, 23)).ShouldBeTrue("the guide's own agency");
        Agencies.IsInForce("000.00.02.H34", After).ShouldBeFalse();
        Agencies.Find("000.00.02.H34")!.Name.ShouldBe("Sở Tư pháp tỉnh Kon Tum");
        Agencies.IsInForce("nobody", After).ShouldBeFalse();
    }

    private static List<AdministrativeUnit> Everything()
    {
        var codes = Units.Children("", Before).Concat(Units.Children("", After)).Select(p => p.Code).Distinct()
            .SelectMany(p => (string[])[p, .. Under(p, Before), .. Under(p, After)]).Distinct();
        return [.. codes.SelectMany(Units.PeriodsOf)];

        static IEnumerable<string> Under(string code, DateOnly day) =>
            Units.Children(code, day).SelectMany(u => Under(u.Code, day).Prepend(u.Code));
    }
}
