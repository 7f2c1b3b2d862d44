"""What the organisation sells. Prices are per unit and month, in the deal's currency."""

from sandbox.year.model import Product, Row

# The first five carry stories; the rest shows up on price lists and in small add-on deals.
PRODUCTS: tuple[Product, ...] = (
    Product(id="prd-01", key="dispatch", name="Fernhill Dispatch", family="Field", list_price=38),
    Product(id="prd-02", key="stock", name="Fernhill Stock", family="Warehouse", list_price=45),
    Product(id="prd-03", key="quality", name="Fernhill Quality", family="Plant", list_price=29),
    Product(id="prd-04", key="maintain", name="Fernhill Maintain", family="Plant", list_price=24),
    Product(id="prd-05", key="insight", name="Fernhill Insight", family="Reports", list_price=52),
    Product(id="prd-06", key="dispatch", name="Dispatch Mobile Pack", family="Field", list_price=9),
    Product(id="prd-07", key="stock", name="Stock Scanner Pack", family="Warehouse", list_price=12),
    Product(id="prd-08", key="insight", name="Premium Support", family="Services", list_price=15),
    Product(id="prd-09", key="quality", name="Onboarding Days", family="Services", list_price=950),
)
MAIN = PRODUCTS[:5]


def product_rows() -> list[Row]:
    return [
        {
            "id": product.id,
            "name": product.name,
            "family": product.family,
            "list_price": str(product.list_price),
        }
        for product in PRODUCTS
    ]
