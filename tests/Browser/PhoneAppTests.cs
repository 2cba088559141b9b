using Microsoft.Playwright;

namespace KonTum.Tthc.Browser.Tests;

/// <summary>The phone app in a real browser on a 360 pixel screen: what a citizen sees and presses.</summary>
public sealed class PhoneAppTests(SandboxInBrowser world) : IClassFixture<SandboxInBrowser>
{
    private const string Phuong = "233041875";

    [Fact]
    public async Task A_request_that_arrives_while_the_page_is_open_appears_and_is_signed_with_one_press()
    {
        SandboxInBrowser.RequireChromium();
        await using var visit = await world.VisitAsync("/phone");
        await visit.Page.GetByLabel("Tài khoản ký số").SelectOptionAsync($"VNPT-CA|{Phuong}");
        await Assertions.Expect(visit.Page.GetByText("Không có yêu cầu nào đang chờ")).ToBeVisibleAsync();
        var page = visit.Page;

        var transactionId = await world.AskToSignAsync(Phuong, null, "Mẫu tờ khai-đăng ký-khai-sinh-tại-ĐSQ.pdf", "Giấy chứng sinh.pdf");

        var card = page.GetByRole(AriaRole.Article);
        await Assertions.Expect(card).ToContainTextAsync("Mẫu tờ khai-đăng ký-khai-sinh-tại-ĐSQ.pdf");
        await Assertions.Expect(card).ToContainTextAsync("Giấy chứng sinh.pdf");
        await Assertions.Expect(card).ToContainTextAsync("Ký hồ sơ đăng ký khai sinh, UBND phường Duy Tân");
        await Assertions.Expect(card).ToContainTextAsync("Nguyễn Thị Phượng");
        await Assertions.Expect(card).ToContainTextAsync("VNPT-CA");
        // The clock runs: five minutes become four and something.
        await Assertions.Expect(card.Locator(".countdown strong")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("^[34]:[0-5][0-9]$"));
        await visit.Healthy();
        await visit.PictureAsync("phone-waiting.png");

        await card.GetByRole(AriaRole.Button, new() { Name = "Ký số" }).ClickAsync();

        await Assertions.Expect(page.GetByText("Đã ký số thành công")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Article)).ToHaveCountAsync(0);
        var status = await world.StatusAsync(transactionId);
        ((string)status["message"]!).ShouldBe("SUCCESS");
        status["data"]!["signatures"]!.AsArray().Count.ShouldBe(2);
        await visit.Healthy();
        await visit.PictureAsync("phone-signed.png");
    }

    [Fact]
    public async Task Declining_tells_the_gateway_and_the_citizen()
    {
        SandboxInBrowser.RequireChromium();
        // The account of another person: tests run side by side.
        const string minh = "062085001236";
        var serial = await world.SerialAsync("bb00356c-4a6e-4931-99d8-d6a5b1856868");
        var transactionId = await world.AskToSignAsync(minh, serial, "Tờ khai.pdf");
        await using var visit = await world.VisitAsync($"/phone?ca_name=VNPT-CA&user_id={minh}");

        await visit.Page.GetByRole(AriaRole.Article).GetByRole(AriaRole.Button, new() { Name = "Từ chối" }).ClickAsync();

        await Assertions.Expect(visit.Page.GetByText("Bạn đã từ chối ký")).ToBeVisibleAsync();
        var status = await world.StatusAsync(transactionId);
        ((int)status["status_code"]!).ShouldBe(4002);
        status["data"].ShouldBeNull();
        await visit.Healthy();
    }

    [Fact]
    public async Task The_login_page_fits_the_phone_and_leads_back_to_the_client_in_spite_of_its_content_policy()
    {
        SandboxInBrowser.RequireChromium();
        // The client lives on another port, so for the browser it is another site. Nothing listens there: the answer is given here.
        const string client = "http://127.0.0.1:49152/xong";
        await using var visit = await world.VisitAsync("/");
        await visit.Page.RouteAsync($"{client}*", route => route.FulfillAsync(new RouteFulfillOptions { Body = "xong" }));
        await visit.Page.GotoAsync(
            world.Url + "/connect/authorize?client_id=kontum-tthc-web&response_type=code&scope=openid%20tthc&state=s&code_challenge_method=S256"
            + $"&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&redirect_uri={Uri.EscapeDataString(client)}");
        await visit.Page.GetByLabel("Tên đăng nhập").FillAsync("phuong");
        await visit.Page.GetByLabel("Mật khẩu").FillAsync("chi-dung-de-trinh-dien");
        await visit.Healthy();
        await visit.PictureAsync("login.png");

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Đăng nhập" }).ClickAsync();

        await visit.Page.WaitForURLAsync($"{client}?*");
        visit.Page.Url.ShouldContain("code=");
        visit.Page.Url.ShouldContain("state=s");
    }
}
