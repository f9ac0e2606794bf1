"""The whole case as a table of contents: each stage is a flow of the app that owns it, a gateway after each.

Gateways read `dispute.state`; no node writes it. A flow can be cancelled and entered again by state.
"""

from django.utils.translation import gettext_lazy as _
from viewflow import this
from viewflow.workflow import flow

from arbitration.flows import ArbitrationFlow
from disputes.flows import HandlingFlow, PerformanceFlow, when
from disputes.states import State
from disputes.turns import CaseFlow, Subflow, begin
from mediation.flows import MediationFlow

S = State
HANDLING = (
    S.FILED,
    S.COMPLETING,
    S.SERVING,
    S.ANSWERING,
    S.NEGOTIATING,
    S.REVIEWING,
    S.OPINION_SERVING,
    S.OPINION_ISSUED,
    S.CHOOSING_ROAD,
)
PERFORMANCE = (S.PERFORMING, S.BREACHED)


class WholeCaseFlow(CaseFlow):
    """纠纷办理全程"""

    start = begin().Next(this.enter)
    enter = (
        flow.Switch()
        .Case(this.handling, when(*HANDLING))
        .Case(this.mediation, when(S.IN_MEDIATION))
        .Case(this.arbitration, when(S.IN_ARBITRATION))
        .Case(this.performance, when(*PERFORMANCE))
        .Default(this.end)
    )

    # platform or service centre, both sides
    handling = Subflow(HandlingFlow).Annotation(title=_("平台处理与协商")).Next(this.after_handling)
    after_handling = (
        flow.Switch()
        .Case(this.mediation, when(S.IN_MEDIATION))
        .Case(this.arbitration, when(S.IN_ARBITRATION))
        .Case(this.performance, when(*PERFORMANCE))
        .Default(this.end)
    )

    # a mediation body
    mediation = Subflow(MediationFlow).Annotation(title=_("第三方调解")).Next(this.after_mediation)
    after_mediation = (
        flow.Switch()
        .Case(this.handling, when(*HANDLING))
        .Case(this.performance, when(*PERFORMANCE))
        .Default(this.end)
    )

    # an arbitration commission
    arbitration = Subflow(ArbitrationFlow).Annotation(title=_("仲裁移送")).Next(this.after_arbitration)
    after_arbitration = flow.Switch().Case(this.handling, when(*HANDLING)).Default(this.end)

    # both sides
    performance = Subflow(PerformanceFlow).Annotation(title=_("履行")).Next(this.after_performance)
    after_performance = (
        flow.Switch()
        .Case(this.mediation, when(S.IN_MEDIATION))
        .Case(this.arbitration, when(S.IN_ARBITRATION))
        .Default(this.end)
    )

    end = flow.TerminateEnd()


#: Every flow whose nodes are people's turns.
STAGES = (HandlingFlow, MediationFlow, ArbitrationFlow, PerformanceFlow)
