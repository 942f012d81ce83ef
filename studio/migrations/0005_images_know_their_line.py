"""Images made before learn of their session and their recipe."""

from typing import Any

from django.db import migrations
from django.db.models import CharField, OuterRef, Subquery
from django.db.models.functions import Cast


def tell(apps: Any, editor: Any) -> None:
    job, image = apps.get_model("studio", "Job"), apps.get_model("gallery", "Image")
    own = job.objects.filter(uuid=OuterRef("job"))
    made = image.objects.filter(job__in=job.objects.values("uuid"))
    session = Cast("session_id", CharField(max_length=36))
    made.update(
        session=Subquery(own.annotate(line=session).values("line")[:1]),
        recipe=Subquery(own.values("recipe")[:1]),
    )


class Migration(migrations.Migration):
    dependencies = [("studio", "0004_money"), ("gallery", "0003_finding")]
    operations = [migrations.RunPython(tell, migrations.RunPython.noop)]
