using Microsoft.OpenApi;

namespace KonTum.Tthc.Api.OpenApi;

/// <summary>The OpenAPI document of the REST surface at /openapi/v1.json, and a page to read and try it at /swagger.</summary>
internal static class ContractDescription
{
    public static IServiceCollection AddContractDescription(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<ContractComments>();
        services.AddEndpointsApiExplorer();
        services.AddSwaggerGen(o =>
        {
            o.SwaggerDoc("v1", new OpenApiInfo
            {
                Title = "KonTum.Tthc",
                Version = "v1",
                Description = "Thủ tục hành chính trực tuyến với ký số từ xa. "
                    + "Administrative procedures online with remote digital signatures. Transcoded from kontum.tthc.v1.",
            });
            o.DocumentFilter<ContractPaths>();
            o.AddSecurityDefinition("bearer", new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "JWT", Description = "An access token of the provider.",
            });
            o.AddSecurityDefinition("openId", new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.OpenIdConnect,
                OpenIdConnectUrl = new Uri(configuration["Tthc:Identity:Authority"]!.TrimEnd('/') + "/.well-known/openid-configuration"),
            });
            o.AddSecurityRequirement(document => new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("bearer", document)] = [] });
            o.AddSecurityRequirement(document => new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("openId", document)] = [] });
        });
        return services;
    }

    public static void UseContractDescription(this WebApplication app)
    {
        app.MapSwagger("openapi/{documentName}.json");
        app.UseSwaggerUI(o =>
        {
            o.RoutePrefix = "swagger";
            o.DocumentTitle = "KonTum.Tthc";
            o.SwaggerEndpoint("/openapi/v1.json", "kontum.tthc.v1");
        });
    }
}
